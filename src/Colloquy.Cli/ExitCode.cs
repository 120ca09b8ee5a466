namespace Colloquy.Cli;

/// <summary>What the program tells its caller. Documented in docs/cli.md, and never changed.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Error = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int Busy = 4;
    public const int Waiting = 5;
    public const int Cancelled = 130;
    public const int OutputClosed = 141;
}
