using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy verify</c>: whether logs and documents are what was written.</summary>
internal static class VerifyCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("verify", "Checks that a conversation, all of them, or a document is what was written: every hash, the chain over all entries, and signatures. Names the first entry that does not fit.")
        {
            Examples = ["colloquy verify chat", "colloquy verify --all --public-key audit.pem --require-signature", "colloquy verify chat.jsonl.gz --public-key audit.pem"],
        };
        var target = new Argument<string?>("what") { Description = "The file of a document, or the id of a conversation", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Check the conversations of all users; --user and --app narrow it" };
        var keys = new Option<string[]>("--public-key") { HelpName = "FILE", Description = "A public key in PEM form that signatures are checked with. Can be repeated" };
        var required = new Option<bool>("--require-signature") { Description = "Fail unless a signature of one of the keys covers the newest turn" };
        var json = GlobalOptions.Json();
        command.Arguments.Add(target);
        foreach (var option in new Option[] { all, keys, required, json })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var isNamed = result.GetValue(target) is not null || result.GetValue(globals.Session) is not null;
            if (result.GetValue(all) == isNamed)
                result.AddError(isNamed ? "Name one conversation or document, or give --all, not both." : "Name a conversation or the file of a document, or give --all.");
            if (result.GetValue(required) && result.GetValue(keys) is null or [])
                result.AddError("--require-signature goes with --public-key FILE.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var signers = (parsed.GetValue(keys) ?? []).Select(ReadKey).ToList();
            try
            {
                var options = new VerifyOptions { Keys = signers, RequiresSignature = parsed.GetValue(required) };
                var verified = await VerifyAsync(parsed, parsed.GetValue(target), parsed.GetValue(all), options, globals, host, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json))
                    CliJson.Print(new VerifyJson([.. verified.Select(VerifiedJson.Of)]), host);
                else
                    await host.Terminal.PageAsync(() => Print(verified, signers.Count > 0, host), cancellationToken).ConfigureAwait(false);
                return verified.TrueForAll(one => one.IsIntact) ? ExitCode.Ok : ExitCode.Error;
            }
            finally
            {
                signers.ForEach(signer => signer.Dispose());
            }
        });
        return command;
    }

    private static async Task<List<SessionVerification>> VerifyAsync(ParseResult parsed, string? target, bool all, VerifyOptions options, GlobalOptions globals, CliHost host, CancellationToken cancellationToken)
    {
        if (target is not null && File.Exists(target))
        {
            await using var document = DocumentFile.OpenRead(target);
            return [await ShowAsync(() => SessionDocuments.VerifyAsync(document, options, cancellationToken)).ConfigureAwait(false)];
        }

        await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
        if (all)
            return await ShowAsync(() => store.VerifyAllAsync(globals.SelectionOf(parsed), options, cancellationToken).ToListAsync(cancellationToken).AsTask()).ConfigureAwait(false);

        var key = globals.KeyOf(parsed, target ?? parsed.GetValue(globals.Session)!);
        var session = await store.FindAsync(key, new OpenSessionOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
        return [await ShowAsync(() => session.VerifyAsync(options, cancellationToken)).ConfigureAwait(false)];

        Task<T> ShowAsync<T>(Func<Task<T>> work) => ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Checking", progress =>
        {
            options.Progress = progress;
            return work();
        });
    }

    private static EcdsaHeadSigner ReadKey(string path)
    {
        try
        {
            return EcdsaHeadSigner.FromPem(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(e is FileNotFoundException or DirectoryNotFoundException ? ExitCode.NotFound : ExitCode.Error, $"The public key '{path}' cannot be read: {e.Message}");
        }
        catch (HeadKeyException e)
        {
            throw new CliException(ExitCode.Usage, $"The file '{path}' holds no public key that can be used: {e.Message}");
        }
    }

    private static void Print(List<SessionVerification> verified, bool hasKeys, CliHost host)
    {
        if (verified.Count == 0)
        {
            host.Terminal.Say("There is no conversation.");
            return;
        }

        var table = Terminal.CreateTable("App", "User", "Session", "Entries", "Signed up to", "Result");
        table.Columns[3].RightAligned();
        table.Columns[4].RightAligned();
        table.Columns[^1].NoWrap = false;
        foreach (var one in verified)
        {
            var signed = !one.SignedUpTo.IsStart ? $"{one.SignedUpTo}" : one.UnknownKeys.Count > 0 ? "unknown key" : hasKeys ? "not signed" : "-";
            var result = one.Failure is { } failure ? $"[red]{Markup.Escape(PlainText.Line(failure.Problem))}[/]" : $"[green]intact[/]{(one.Pruned > 0 ? $", {Wording.Number(one.Pruned)} pruned" : "")}";
            table.AddRow([Terminal.Cell(one.Key.App), Terminal.UserCell(one.Key), Terminal.Cell(one.Key.Id), Wording.Number(one.Entries), signed, result]);
        }

        host.Terminal.Write(table);
        if (verified.Count > 1)
            host.Terminal.Say($"{Wording.Count(verified.Count, "conversation")}, {Wording.Number(verified.Count(one => !one.IsIntact))} of them changed.");
    }
}
