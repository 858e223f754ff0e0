"""The doctors and other practitioners of a tenant, with the days on which their licences hold."""
