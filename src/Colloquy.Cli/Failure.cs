using Colloquy.Encryption;
using Colloquy.Models;

namespace Colloquy.Cli;

/// <summary>What an exception means for who typed the command: a line and an exit code, never a stack trace.</summary>
internal static class Failure
{
    public static int ExitCodeOf(Exception exception) => exception switch
    {
        CliException known => known.ExitCode,
        OperationCanceledException => ExitCode.Cancelled,
        SessionNotFoundException or BranchNotFoundException or TurnNotFoundException or EntryNotFoundException { IsPruned: false } or ApprovalNotFoundException => ExitCode.NotFound,
        SessionBusyException or PruneFailedException { IsInterrupted: true } or StoreException { Failure: StoreFailure.Busy } or TipConflictException or LeaseLostException or TurnInterruptedException => ExitCode.Busy,
        InvalidKeyException or ModelConfigurationException or KeyFileException => ExitCode.Usage,
        _ => ExitCode.Error,
    };

    public static string LineOf(Exception exception) => exception switch
    {
        OperationCanceledException => "cancelled",
        SessionNotFoundException missing => $"There is no session {Wording.Name(missing.Key)}. `colloquy sessions list` shows what there is; --user and --app are part of a session's name.",
        SessionClosedException closed => $"Session {Wording.Name(closed.Key)} is closed. `colloquy sessions reopen` opens it again.",
        BranchNotFoundException { IsDeleted: false } unknown => $"Session {Wording.Name(unknown.Key)} has no branch '{PlainText.Line(unknown.Branch)}'. `colloquy sessions branches` shows those that it has.",
        SessionExistsException { IsUnfinishedImport: false } there => $"There is a session {Wording.Name(there.Key)} already. Add --as ID to import under another id, or delete it first.",
        BranchConflictException { IsInUse: true, Branch: not BranchHead.Main } current => $"Branch '{PlainText.Line(current.Branch)}' is the current one of session {Wording.Name(current.Key)}. Switch to another first, or add --even-if-current; then 'main' becomes current.",
        StoreException { Failure: StoreFailure.ReadOnly } store => PlainText.Line($"The store '{store.Location}' can be read but not written, and this command writes to it. Check the permissions of the file and its folder, or name another store with --store."),
        ArgumentException { ParamName: { } parameter } => PlainText.Line(exception.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal)),
        _ => PlainText.Line(exception.Message),
    };
}
