/* The zone of the browser, for forms that keep it with the account. */
document.querySelectorAll("input[data-browser-zone]").forEach((field) => {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
});
