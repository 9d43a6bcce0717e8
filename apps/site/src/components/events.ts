/** The text of the control that an event is about. */
export const textOf = (event: Event): string =>
  (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;

/** Whether the box that an event is about is checked. */
export const checkedOf = (event: Event): boolean => (event.target as HTMLInputElement).checked;
