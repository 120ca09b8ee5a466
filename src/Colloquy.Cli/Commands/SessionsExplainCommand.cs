using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions explain</c>: why a model said what it said.</summary>
internal static class SessionsExplainCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("explain", "Shows the model call that made a message: exactly what it was shown, with which instructions, tools and options.")
        {
            Examples = ["colloquy sessions explain chat 4", "colloquy sessions explain ticket-4711 9 --user ines --json"],
        };
        var session = new SessionArgument(globals, command, takesBranch: false, new WordArgument("position", "The position of an answer, on any branch, as `sessions show` tells it", IsRequired: true));
        var json = GlobalOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var position = Numbers.ReadPosition(session.WordOf(parsed, 0)!);
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var explanation = await found.Window.ExplainAsync(position, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(ExplanationJson.Of(explanation), host);
            else
                await host.Terminal.PageAsync(() => Print(position, explanation, host.Terminal), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Position position, Explanation explanation, Terminal terminal)
    {
        var call = explanation.Call;
        new FactGrid()
            .Add("Message", $"at position {position}, made by the model call at position {explanation.Position}")
            .Add("Model", $"{call.Model ?? "?"} of {call.Provider ?? "?"}")
            .Add("Agent", explanation.Agent)
            .Add("Purpose", call.Purpose)
            .Add("Took", Wording.Duration(call.Duration))
            .Add("Ended", call.Error ?? call.FinishReason)
            .Add("Used", UsedBy(call))
            .Add("Shown", $"{Wording.Count(explanation.Messages.Count, "message")}{(call.Window.Count > 0 ? $", at {(call.Window is [{ First: var first, Last: var last }] && first == last ? "position" : "positions")} {string.Join(", ", call.Window.Select(Wording.Range))}" : "")}")
            .Add("Service", call.ConversationUpTo is { } upTo ? $"keeps the conversation{(call.ConversationId is { } id ? $", since then as '{id}'" : "")}; {(upTo.IsStart ? "it had nothing of the session before" : $"it had what stands up to position {upTo}, and only what is new was sent")}" : null)
            .Add("Cut", call.Cut is { } cut ? $"before position {cut}" : null)
            .Add("Options", explanation.Options is { ValueKind: JsonValueKind.Object } options && options.EnumerateObject().Any() ? options.GetRawText() : null)
            .AddText("Instructions", explanation.Instructions)
            .Print(terminal);
        if (explanation.Tools is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
        {
            terminal.Output.WriteLine();
            PrintTools(tools, terminal);
        }

        if (explanation.Messages.Count > 0)
        {
            terminal.Output.WriteLine();
            SentTable.Print(explanation.Messages, terminal);
        }

        foreach (var missing in explanation.Missing)
            terminal.Note(missing);
    }

    private static string UsedBy(ModelCall call) => call.Usage is { } usage
        ? $"{Wording.Number(usage.InputTokenCount ?? 0)} tokens in ({Wording.Number(usage.CachedInputTokenCount ?? 0)} cached), {Wording.Number(usage.OutputTokenCount ?? 0)} out{(call.Cost is { } cost ? $", {Wording.Cost(cost)}" : "")}"
        : "the service did not say";

    private static void PrintTools(JsonElement tools, Terminal terminal)
    {
        var table = Terminal.CreateTable("Tool", "Description");
        table.Columns[1].NoWrap = false;
        foreach (var tool in tools.EnumerateArray())
            table.AddRow(Terminal.Cell(TextOf(tool, "name")), Terminal.Cell(TextOf(tool, "description")));

        terminal.Write(table);
    }

    private static string? TextOf(JsonElement tool, string name) =>
        tool.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
