import { RotateCw, TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button.js';
import { Empty } from '../ui/Empty.js';

interface PageBoundaryProps {
  /** Where the reader is: going elsewhere is another try. */
  place: string;
  children: ReactNode;
}

interface PageBoundaryState {
  place: string;
  broken: boolean;
}

/** Shows in place of a page that cannot be drawn what to do about it. The rest of the console stays. */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  override state: PageBoundaryState = { place: this.props.place, broken: false };

  static getDerivedStateFromError(): Partial<PageBoundaryState> {
    return { broken: true };
  }

  static getDerivedStateFromProps(
    { place }: PageBoundaryProps,
    state: PageBoundaryState,
  ): PageBoundaryState | null {
    return place === state.place ? null : { place, broken: false };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="whole-page">
        <div role="alert">
          <Empty
            icon={<TriangleAlert size={26} />}
            title="This page broke"
            actions={
              <Button look="primary" icon={<RotateCw size={17} />} onClick={() => location.reload()}>
                Load it again
              </Button>
            }
          >
            Something in it could not be shown. It is a fault of the console; what is on the server is as it
            was.
          </Empty>
        </div>
      </main>
    );
  }
}
