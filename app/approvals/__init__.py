"""Prior approvals: asked before a service is given, answered by the payer, used by claims."""
