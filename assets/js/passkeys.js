// Passkeys: a form asks the server for a question, the device for the answer, and sends it as any form.
// Without script, or where the device has none, the forms stay hidden and codes do.
import { post } from "./net.js";
import { announce, say } from "./words.js";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  const { clientDataJSON, attestationObject } = made.response;
  return { made, response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports: made.response.getTransports?.() ?? [] } };
}

async function prove(options) {
  const made = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = made.response;
  return { made, response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature), userHandle: userHandle ? text(userHandle) : null } };
}

async function answer(form) {
  const asked = await post(form.dataset.question, {}, { json: true });
  if (!asked.ok) throw new Error(String(asked.status));
  const options = await asked.json();
  const { made, response } = await (form.dataset.passkey === "make" ? make(options) : prove(options));
  return JSON.stringify({
    id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults(),
    authenticatorAttachment: made.authenticatorAttachment,
  });
}

function start(form) {
  const error = form.querySelector("[role=alert]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.passkey.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    error.hidden = true;
    try {
      form.elements.passkey.value = await answer(form);
    } catch {
      error.textContent = say("noPasskey");
      error.hidden = false;
      announce(say("noPasskey"));
      return;
    }
    form.submit();
  }, { capture: true });
}

export function startPasskeys() {
  if (!globalThis.PublicKeyCredential) return;
  document.querySelectorAll("form[data-passkey]").forEach(start);
}
