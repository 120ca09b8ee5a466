using Colloquy.Models;

namespace Colloquy.Cli;

/// <summary>What an exception means for who typed the command: a line and an exit code, never a stack trace.</summary>
internal static class Failure
{
    public static int ExitCodeOf(Exception exception) => exception switch
    {
        CliException known => known.ExitCode,
        OperationCanceledException => ExitCode.Cancelled,
        SessionNotFoundException => ExitCode.NotFound,
        SessionBusyException or StoreBusyException or TipConflictException or LeaseLostException or TurnInterruptedException => ExitCode.Busy,
        InvalidKeyException or ModelConfigurationException => ExitCode.Usage,
        _ => ExitCode.Error,
    };

    public static string LineOf(Exception exception) => exception switch
    {
        OperationCanceledException => "cancelled",
        SessionNotFoundException missing => $"There is no session {Wording.Name(missing.Key)}. `colloquy sessions list` shows what there is; --user and --app are part of a session's name.",
        SessionClosedException closed => $"Session {Wording.Name(closed.Key)} is closed. `colloquy sessions reopen` opens it again.",
        _ => PlainText.Line(exception.Message),
    };
}
