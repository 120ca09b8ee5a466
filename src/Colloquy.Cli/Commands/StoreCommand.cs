using System.CommandLine;
using Colloquy.Sqlite;

namespace Colloquy.Cli;

/// <summary><c>colloquy store</c>: the file that keeps the conversations, as a whole.</summary>
internal static class StoreCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("store", "Works on the file that keeps the conversations, as a whole.")
        {
            Examples = ["colloquy store backup /backups/chats.db", "colloquy store backup chats-copy.db --store chats.db --force", "colloquy store copy chats.db new.db"],
        };
        command.Subcommands.Add(CreateBackup(globals, host));
        command.Subcommands.Add(StoreCopyCommand.Create(host));
        return command;
    }

    private static HelpfulCommand CreateBackup(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("backup", "Copies the store to a file while programs use it, and checks the copy. The file is a store, to be opened with --store.")
        {
            Examples = ["colloquy store backup /backups/chats.db", "colloquy store backup chats-copy.db --store chats.db --force", "colloquy store backup /backups/chats.db --json"],
        };
        var file = new Argument<string>("file") { Description = "The file to write, in a folder that is there" };
        var force = new Option<bool>("--force") { Description = "Replace the file when it is there" };
        var json = GlobalOptions.Json();
        command.Arguments.Add(file);
        command.Options.Add(force);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = StoreFile.Of(parsed, globals, host);
            var copy = await ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Copying the store", progress => CopyAsync(source, parsed.GetValue(file)!, parsed.GetValue(force), progress, cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(new BackupJson(source.Path, copy.FullName, copy.Length), host);
            else
                host.Terminal.Say(PlainText.Line($"Backed up '{source.Path}' to '{copy.FullName}': {Wording.Size(copy.Length)}, checked."));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<FileInfo> CopyAsync(StoreFile source, string path, bool replaces, IProgress<SqliteBackupProgress> progress, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new CliException(ExitCode.Usage, "The file to write has no name.");

        try
        {
            await source.BackupAsync(path, replaces, progress, cancellationToken).ConfigureAwait(false);
            return new FileInfo(path);
        }
        catch (ArgumentException wrong)
        {
            throw new CliException(ExitCode.Usage, $"The file's name is wrong. {Failure.LineOf(wrong)}");
        }
        catch (StoreException refused) when (refused.Failure == StoreFailure.Exists)
        {
            throw new CliException(ExitCode.Usage, $"There is a file '{path}' already. Name another, or add --force to replace it.");
        }
    }
}
