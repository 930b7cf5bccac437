import { createContext, useContext } from 'react';

export interface ToastContent {
  title: string;
  text: string;
}

export const ToastContext = createContext<(toast: ToastContent) => void>(() => {});

/** Shows a problem in the corner for a while. */
export const useToast = () => useContext(ToastContext);
