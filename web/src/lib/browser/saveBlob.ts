/** Hands a file to the browser to be saved under this name. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The click has only started the download when it returns.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
