using System.CommandLine;
using System.Text.Json;

namespace Colloquy.Cli;

/// <summary><c>colloquy state</c>: what a conversation, a user or an application has by key.</summary>
internal static class StateCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("state", "Lists, shows, writes and removes what a conversation, a user or an application has by key.")
        {
            Examples = ["colloquy state list --session chat", "colloquy state list --scope user --user ines", "colloquy state set flags '{\"closed\": true}' --scope app", "colloquy state remove language --scope user --user ines"],
        };
        command.Subcommands.Add(CreateList(globals, host));
        command.Subcommands.Add(CreateGet(globals, host));
        command.Subcommands.Add(CreateSet(globals, host));
        command.Subcommands.Add(CreateRemove(globals, host));
        return command;
    }

    private static HelpfulCommand CreateList(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("list", "Lists the keys of a scope with their values and versions; or what has changed since a version.")
        {
            Examples = ["colloquy state list --session ticket-4711 --user ines", "colloquy state list --scope app --app shop --json", "colloquy state list --scope user --user ines --since 12"],
        };
        var target = new StateTarget(globals, command);
        var since = GlobalOptions.Number("--since", "VERSION", "Only what was written after this version, removals too, the oldest first", min: 0, max: int.MaxValue);
        var json = GlobalOptions.Json();
        command.Options.Add(since);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var state = await target.OpenAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<StateKeyJson> found = parsed.GetValue(since) is { } version
                ? [.. (await state.GetChangesAsync(new StateVersion(version), cancellationToken).ConfigureAwait(false)).Select(StateKeyJson.Of)]
                : [.. (await state.ListAsync(cancellationToken).ConfigureAwait(false)).Select(StateKeyJson.Of)];
            if (parsed.GetValue(json))
                CliJson.Print(new StateListJson(state.Scope, state.App, state.User, state.Session, found), host);
            else
                await host.Terminal.PageAsync(() => StatePrinter.Print(found, host.Terminal), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static HelpfulCommand CreateGet(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("get", "Prints the value of a key as JSON.")
        {
            Examples = ["colloquy state get jobs --session chat", "colloquy state get language --scope user --user ines --json"],
        };
        var key = new Argument<string>("key") { Description = "The key" };
        command.Arguments.Add(key);
        var target = new StateTarget(globals, command);
        var json = GlobalOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var state = await target.OpenAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var found = await state.FindAsync(parsed.GetValue(key)!, cancellationToken).ConfigureAwait(false) ?? throw state.Missing(parsed.GetValue(key)!);
            if (parsed.GetValue(json))
                CliJson.Print(StateKeyJson.Of(found), host);
            else if (found.Unreadable is { } problem)
                throw new CliException(ExitCode.Error, PlainText.Line(problem));
            else
                CliJson.Print(found.Value, host);
            return ExitCode.Ok;
        });
        return command;
    }

    private static HelpfulCommand CreateSet(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("set", "Writes a key, whatever was there, unless a version is named.")
        {
            Examples = ["colloquy state set language en --text --scope user --user ines", "colloquy state set jobs '[\"pump\"]' --session chat", "colloquy state set cases_a_day 40 --scope app --if-version 3"],
        };
        var key = new Argument<string>("key") { Description = "The key" };
        var value = new Argument<string>("value") { Description = "The value, as JSON" };
        command.Arguments.Add(key);
        command.Arguments.Add(value);
        var target = new StateTarget(globals, command);
        var text = new Option<bool>("--text") { Description = "Take the value for a text, not for JSON" };
        var expected = GlobalOptions.Number("--if-version", "VERSION", "Only if the key is at this version; 0 for a key that is absent", min: 0, max: int.MaxValue);
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { text, expected, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            await using var store = await (target.IsOfSession(parsed) ? file.OpenExistingAsync(host, cancellationToken) : file.OpenOrCreateAsync(host, cancellationToken)).ConfigureAwait(false);
            var state = await target.OpenAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var name = parsed.GetValue(key)!;
            var written = parsed.GetValue(text) ? JsonSerializer.SerializeToElement(parsed.GetValue(value)!, CliJsonContext.Default.String) : Parse(parsed.GetValue(value)!);
            if (parsed.GetValue(expected) is not { } version)
                await state.SetAsync(name, written, cancellationToken).ConfigureAwait(false);
            else if (!await state.TrySetAsync(name, written, version == 0 ? null : new StateVersion(version), cancellationToken).ConfigureAwait(false))
                throw new CliException(ExitCode.Busy, PlainText.Line($"'{name}' of {state.Name} is not at version {version}, and was left as it is."));

            if (parsed.GetValue(json))
                CliJson.Print(StateKeyJson.Of(await state.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw state.Missing(name)), host);
            else
                host.Terminal.Say(PlainText.Line($"Set '{name}' of {state.Name}."));
            return ExitCode.Ok;
        });
        return command;
    }

    private static HelpfulCommand CreateRemove(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("remove", "Removes a key.")
        {
            Examples = ["colloquy state remove jobs --session chat", "colloquy state remove language --scope user --user ines"],
        };
        var key = new Argument<string>("key") { Description = "The key" };
        command.Arguments.Add(key);
        var target = new StateTarget(globals, command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var state = await target.OpenAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            if (!await state.RemoveAsync(parsed.GetValue(key)!, cancellationToken).ConfigureAwait(false))
                throw state.Missing(parsed.GetValue(key)!);
            host.Terminal.Say(PlainText.Line($"Removed '{parsed.GetValue(key)}' of {state.Name}."));
            return ExitCode.Ok;
        });
        return command;
    }

    private static JsonElement Parse(string value)
    {
        try
        {
            return JsonElement.Parse(value);
        }
        catch (JsonException)
        {
            throw new CliException(ExitCode.Usage, PlainText.Line($"The value {value} is not JSON. A text is written with quotation marks, or with --text."));
        }
    }
}
