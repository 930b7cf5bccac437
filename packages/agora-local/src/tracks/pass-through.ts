/** Stands where the original has a pipeline of extensions: media passes by as it is, and the console says so once. */
export class PassThrough {
  private static said = false;

  static saying(): PassThrough {
    if (!PassThrough.said) {
      console.warn('extensions do not run in the local stand-in: media is sent as it is');
      PassThrough.said = true;
    }
    return new PassThrough();
  }

  pipe<Next>(next: Next): Next {
    return next;
  }

  unpipe(): void {}
}
