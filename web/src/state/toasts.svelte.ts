export interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 5000;

/** Short confirmations. A failure is not shown here: it stays where it happened. */
class Toasts {
  items = $state.raw<readonly Toast[]>([]);
  #last = 0;

  show(text: string) {
    this.#last += 1;
    const id = this.#last;
    this.items = [...this.items.slice(-2), { id, text }];
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  dismiss(id: number) {
    this.items = this.items.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
