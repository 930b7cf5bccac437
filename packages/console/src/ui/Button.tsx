import type { ButtonHTMLAttributes, ReactNode } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'primary' | 'danger' | 'quiet';
  size?: 'small' | 'large';
  /** Lit: the thing it switches is on. */
  on?: boolean;
  icon?: ReactNode;
  /** In a dialog: has the focus when it opens. */
  'data-first-focus'?: boolean;
}

export function Button({ look, size, on, icon, className, children, ...rest }: ButtonProps) {
  const names = ['button', look, size, on && 'on', icon && !children && 'icon', className];
  return (
    <button type="button" className={names.filter(Boolean).join(' ')} {...rest}>
      {icon}
      {children}
    </button>
  );
}
