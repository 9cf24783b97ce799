// A sign-on form as React draws it: less than the softphone shows, so the comparison does not flatter us.
import { useState } from "react";
import { createRoot } from "react-dom/client";

export function start(signOn) {
  createRoot(document.getElementById("root")).render(<Form signOn={signOn} />);
}

function Form({ signOn }) {
  const [id, setId] = useState("");
  const [state, setState] = useState("yellow");
  const wrong = id === "" ? "Type your Login ID." : /^[A-Za-z0-9]{1,64}$/.test(id) ? null : "Letters and digits only.";
  const submit = (event) => {
    event.preventDefault();
    setState("green");
    signOn?.(id);
  };
  return (
    <form onSubmit={submit}>
      <span data-icon="connection" data-state={state} role="img" aria-label={`Connection: ${state}`} />
      <label htmlFor="id">Login ID</label>
      <input id="id" value={id} onChange={(event) => setId(event.target.value)} />
      <p role="status">{wrong}</p>
      <button type="submit" disabled={wrong !== null}>OK</button>
      <button type="button" onClick={() => setId("")}>Cancel</button>
    </form>
  );
}
