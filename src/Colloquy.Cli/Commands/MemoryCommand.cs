using System.CommandLine;
using System.Globalization;

namespace Colloquy.Cli;

/// <summary><c>colloquy memory</c>: what is remembered across conversations of a user, an agent or an application.</summary>
internal static class MemoryCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("memory", "Lists, finds, stores and forgets what is remembered across conversations of a user, an agent or an application.")
        {
            Examples = ["colloquy memory list --user ines", "colloquy memory search tea --user ines", "colloquy memory store \"likes green tea\" --key drink --user ines", "colloquy memory forget drink --user ines"],
        };
        command.Subcommands.Add(CreateList(globals, host));
        command.Subcommands.Add(CreateSearch(globals, host));
        command.Subcommands.Add(CreateStore(globals, host));
        command.Subcommands.Add(CreateForget(globals, host));
        return command;
    }

    private static HelpfulCommand CreateList(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("list", "Lists memories, those that were kept last first.")
        {
            Examples = ["colloquy memory list --user ines", "colloquy memory list --app shop --json", "colloquy memory list --agent guide --user ines --limit 20"],
        };
        var target = new MemoryTarget(globals, command);
        var limit = GlobalOptions.Number("--limit", "N", "How many, 1 to 1,000 [default: 100]", min: 1, max: MemoryListing.MaxLimit);
        var before = new Option<long?>("--before") { HelpName = "ID", Description = "Only those that were kept before this one, to page on" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { limit, before, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var memory = target.Open(parsed, store, host);
            var page = await memory.ListPageAsync(parsed.GetValue(before) is { } id ? new MemoryId(id) : null, parsed.GetValue(limit) ?? 100, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(new MemoryListJson(memory.Owner.Owner.App, memory.Owner.Owner.User, memory.Owner.AgentName, [.. page.Items.Select(MemoryJson.Of)], page.Next?.Value), host);
            else if (page.Items.Count == 0)
                host.Terminal.Say("Nothing.");
            else
                await host.Terminal.PageAsync(() => MemoryPrinter.Print(page.Items, host), cancellationToken).ConfigureAwait(false);
            if (page.Next is { } next && !parsed.GetValue(json))
                host.Terminal.Note($"There are more: add --before {next}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static HelpfulCommand CreateSearch(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("search", "Finds memories by their words, the best first.")
        {
            Examples = ["colloquy memory search tea --user ines", "colloquy memory search '\"green tea\" all*' --user ines", "colloquy memory search which tea do I like --any --user ines --json"],
        };
        var words = new Argument<string[]>("text") { Description = "What to look for in keys and texts: words, \"phrases\" and the begin* of words", Arity = ArgumentArity.OneOrMore };
        command.Arguments.Add(words);
        var target = new MemoryTarget(globals, command);
        var any = new Option<bool>("--any") { Description = "One of the words is enough; those that hold more of them come first" };
        var limit = GlobalOptions.Number("--limit", "N", "How many, 1 to 100 [default: 10]", min: 1, max: 100);
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { any, limit, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var memory = target.Open(parsed, store, host);
            var query = new MemoryQuery(string.Join(' ', parsed.GetValue(words)!)) { AnyWord = parsed.GetValue(any), Limit = parsed.GetValue(limit) ?? 10 };
            var found = (await memory.SearchAsync(query, cancellationToken).ConfigureAwait(false)).Hits;
            if (parsed.GetValue(json))
                CliJson.Print(new MemorySearchJson(memory.Owner.Owner.App, memory.Owner.Owner.User, memory.Owner.AgentName, [.. found.Select(hit => new MemoryHitJson(hit.Score, MemoryJson.Of(hit.Memory)))]), host);
            else if (found.Count == 0)
                host.Terminal.Say("Nothing found.");
            else
                await host.Terminal.PageAsync(() => MemoryPrinter.Print([.. found.Select(hit => hit.Memory)], host), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static HelpfulCommand CreateStore(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("store", "Stores a memory: under a key in place of what is there, or on its own.")
        {
            Examples = ["colloquy memory store \"likes green tea\" --key drink --user ines", "colloquy memory store \"The shop is closed in August.\" --app shop"],
        };
        var text = new Argument<string>("text") { Description = "What to remember" };
        command.Arguments.Add(text);
        var target = new MemoryTarget(globals, command);
        var key = new Option<string?>("--key") { HelpName = "KEY", Description = "The key under which it can be replaced and forgotten" };
        var json = GlobalOptions.Json();
        command.Options.Add(key);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetResult(text)?.Tokens is [var token, ..] ? token.Value : null))
                result.AddError("There is nothing to remember: the text is empty.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenOrCreateAsync(host, cancellationToken).ConfigureAwait(false);
            var memory = target.Open(parsed, store, host);
            var kept = parsed.GetValue(key) is { } name
                ? await memory.StoreAsync(name, parsed.GetValue(text)!, cancellationToken: cancellationToken).ConfigureAwait(false)
                : await memory.AddAsync(parsed.GetValue(text)!, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(MemoryJson.Of(kept), host);
            else
                host.Terminal.Say(PlainText.Line(kept.Key is null ? $"Stored memory {kept.Id} of {memory.Owner}." : $"Stored '{kept.Key}' of {memory.Owner}{(kept.Version > 1 ? ", in place of what was there" : "")}."));
            return ExitCode.Ok;
        });
        return command;
    }

    private static HelpfulCommand CreateForget(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("forget", "Forgets a memory by its key or its number; or all of an owner. It cannot be brought back.")
        {
            Examples = ["colloquy memory forget drink --user ines", "colloquy memory forget --id 17 --user ines", "colloquy memory forget --all --yes --user ines"],
        };
        var key = new Argument<string?>("key") { Description = "The key", Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(key);
        var target = new MemoryTarget(globals, command);
        var id = new Option<long?>("--id") { HelpName = "ID", Description = "The memory of this number, as the list shows it" };
        var all = new Option<bool>("--all") { Description = "Everything that is remembered of the owner" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask before all is forgotten" };
        foreach (var option in new Option[] { id, all, yes })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (new[] { result.GetResult(key)?.Tokens.Count > 0, result.GetResult(id) is not null, result.GetValue(all) }.Count(named => named) != 1)
                result.AddError("Name what to forget: a key, --id, or --all.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var memory = target.Open(parsed, store, host);
            if (parsed.GetValue(all))
                return await ClearAsync(memory, parsed.GetValue(yes), host, cancellationToken).ConfigureAwait(false);

            var (name, forgotten) = parsed.GetValue(id) is { } number
                ? ($"memory {number.ToString(CultureInfo.InvariantCulture)}", await memory.ForgetAsync(new MemoryId(number), cancellationToken).ConfigureAwait(false))
                : ($"'{parsed.GetValue(key)}'", await memory.ForgetAsync(parsed.GetValue(key)!, cancellationToken).ConfigureAwait(false));
            if (!forgotten)
                throw new CliException(ExitCode.NotFound, PlainText.Line($"There is no {name} of {memory.Owner}. `colloquy memory list` shows what there is."));
            host.Terminal.Say(PlainText.Line($"Forgot {name} of {memory.Owner}."));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<int> ClearAsync(Memory memory, bool yes, CliHost host, CancellationToken cancellationToken)
    {
        if (!yes && !await host.Terminal.ConfirmAsync($"Forget all that is remembered of {memory.Owner}, for ever?", "Forgetting all needs --yes where nobody can be asked.", "Nothing was forgotten.", cancellationToken).ConfigureAwait(false))
            return ExitCode.Cancelled;

        var forgotten = await memory.ClearAsync(cancellationToken).ConfigureAwait(false);
        host.Terminal.Say(PlainText.Line($"Forgot {Wording.Count(forgotten, "memory", "memories")} of {memory.Owner}."));
        return ExitCode.Ok;
    }
}
