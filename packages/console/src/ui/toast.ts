import { createContext, useContext } from 'react';

export interface ToastContent {
  title: string;
  text: string;
  /** Something that went well; a problem otherwise. */
  good?: boolean;
}

export const ToastContext = createContext<(toast: ToastContent) => void>(() => {});

/** Says in the corner, for a while, what went wrong or well. */
export const useToast = () => useContext(ToastContext);
