let wished = false;

/** The heading of the next page that is drawn gets the focus, so that a screen reader announces the page. */
export function wishForFocus(): void {
  wished = true;
}

/** @return whether there was a wish; it is fulfilled with this */
export function takeWishForFocus(): boolean {
  const taken = wished;
  wished = false;
  return taken;
}
