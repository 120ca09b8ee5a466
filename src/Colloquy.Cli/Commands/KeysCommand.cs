using System.CommandLine;
using Colloquy.Encryption;

namespace Colloquy.Cli;

/// <summary><c>colloquy keys</c>: the keys that encrypt a store.</summary>
internal static class KeysCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("keys", "Makes, lists, rotates and replaces the keys that encrypt a store; see docs/encryption.md.")
        {
            Examples = ["colloquy keys new 2026-11 >> colloquy.keys", "colloquy keys list --key-file colloquy.keys", "colloquy keys rotate --key-file colloquy.keys", "colloquy keys rekey --key-file colloquy.keys"],
        };
        command.Subcommands.Add(CreateNew(host));
        command.Subcommands.Add(CreateList(globals, host));
        command.Subcommands.Add(KeysRotateCommand.Create(globals, host));
        command.Subcommands.Add(KeysRekeyCommand.Create(globals, host));
        return command;
    }

    private static HelpfulCommand CreateNew(CliHost host)
    {
        var command = new HelpfulCommand("new", "Prints a line with a new random key, for the end of a file of keys. Close the file to other users before: umask 077.")
        {
            Examples = ["(umask 077; colloquy keys new 2026-11 > colloquy.keys)", "colloquy keys new 2026-12 >> colloquy.keys"],
        };
        var id = new Argument<string>("id") { Description = "The id of the key: letters, digits, '.', '_' and '-'" };
        command.Arguments.Add(id);
        command.SetAction(parsed =>
        {
            host.Terminal.Say(KeyRing.CreateLine(parsed.GetValue(id)!));
            return ExitCode.Ok;
        });
        return command;
    }

    private static HelpfulCommand CreateList(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("list", "Lists the keys of the ring, with the number of owners whose keys each encrypts. A key that no owner needs can be removed, unless it is the newest.")
        {
            Examples = ["colloquy keys list --key-file colloquy.keys", "colloquy keys list --key-file colloquy.keys --json"],
        };
        var json = GlobalOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            using var ring = file.Keys.Read();
            await using var opened = await file.OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var store = RecordedStore.Unwrap<EncryptedSessionStore>(opened);
            var (counts, problems) = (new Dictionary<string, long>(), new List<string>());
            await foreach (var owner in store.ListOwnerKeysAsync(cancellationToken).ConfigureAwait(false))
            {
                if (owner.Problem is { } problem)
                    problems.Add(problem);
                else
                    counts[owner.RingKeyId] = counts.GetValueOrDefault(owner.RingKeyId) + 1;
            }

            var ids = ring.Ids;
            KeyJson[] keys = [.. ids.Union(counts.Keys.Order(StringComparer.Ordinal)).Select(id => new KeyJson(id, ids.Contains(id), id == ids[^1], counts.GetValueOrDefault(id)))];
            if (parsed.GetValue(json))
                CliJson.Print(new KeyListJson(keys, [.. problems]), host);
            else
                Show(keys, host);
            foreach (var problem in problems)
                host.Terminal.Warning(PlainText.Line(problem));
            return problems.Count > 0 ? ExitCode.Error : ExitCode.Ok;
        });
        return command;
    }

    private static void Show(IEnumerable<KeyJson> keys, CliHost host)
    {
        foreach (var key in keys)
            host.Terminal.Say(PlainText.Line($"{key.Id}: {(key.InRing ? "" : "not in the ring, ")}{(key.Newest ? "the newest, " : "")}encrypts the keys of {Wording.Count(key.Owners, "owner")}"));
    }
}
