using System.Text;

namespace Colloquy.Testing;

/// <summary>Writes turns as people read them: who said what, which tools were called and what they returned.</summary>
internal static class Transcript
{
    private const int MostOfText = 600;
    private const int MostOfResult = 300;
    private const int MostOfCalls = 20;
    private const int MostOfTurns = 12;

    /// <summary>Writes the turn that was checked and the one before it; of a whole conversation, its last turns.</summary>
    public static void WriteAround(CheckSubject subject, StringBuilder text, string indent)
    {
        IReadOnlyList<TurnResult> turns = subject.Turn is { } turn ? [.. subject.EarlierTurns.TakeLast(1), turn] : [.. subject.Turns.TakeLast(MostOfTurns)];
        if (turns.Count == 0)
            text.Append(indent).Append("(no turn was taken)\n");
        else if (turns[0].Number > 1)
            text.Append(indent).Append('(').Append(turns[0].Number - 1).Append(turns[0].Number == 2 ? " earlier turn" : " earlier turns").Append(" not shown)\n");
        foreach (var each in turns)
            Write(each, text, indent, isMarked: subject.Turn == each && turns.Count > 1);
    }

    private static void Write(TurnResult turn, StringBuilder text, string indent, bool isMarked)
    {
        text.Append(indent).Append(isMarked ? "> " : "").Append("turn ").Append(turn.Number);
        if (turn.HasName)
            text.Append(", ").Append(turn.Name);
        text.Append(" (").Append(turn.CarriedIn).Append(turn.CarriedIn == 1 ? " message carried in)\n" : " messages carried in)\n");
        var line = indent + "  ";
        foreach (var message in turn.Input)
            Append(text, line, message.Role.Value, ToText(message));
        if (turn.Approved is { } approved)
            Append(text, line, approved ? "approved" : "refused", $"the calls that turn {turn.Number - 1} waited for");
        foreach (var call in turn.ToolCalls.Take(MostOfCalls))
            Append(text, line, "tool", ToText(call));
        if (turn.ToolCalls.Count > MostOfCalls)
            Append(text, line, "tool", $"({turn.ToolCalls.Count - MostOfCalls} more calls)");
        foreach (var handoff in turn.Handoffs)
            Append(text, line, "handoff", handoff.From is null ? $"to {handoff.To}" : $"from {handoff.From} to {handoff.To}");
        foreach (var approval in turn.Approvals)
            Append(text, line, "waits", $"for the approval of {ReadableText.OneLine(approval.ToString(), MostOfResult)}");
        if (turn.Error is { } error)
            Append(text, line, "error", $"{error.GetType().Name}: {error.Message}");
        else
            Append(text, line, turn.Agent ?? "assistant", turn.Text.Length == 0 ? $"(no text; the turn is {turn.Status})" : turn.Text);
    }

    /// <summary>Returns a call on one line, with what became of it.</summary>
    public static string ToText(ObservedToolCall call)
    {
        var asked = $"{(call.Host is null ? call.Name : $"{call.Host}.{call.Tool}")}({ReadableText.OneLine(ToolResultText.Write(call.Arguments), MostOfResult)})";
        return call switch
        {
            { Error: { } error } => $"{asked} failed: {ReadableText.OneLine(error, MostOfResult)}",
            { WasExecuted: false } => $"{asked} was not executed",
            { Result: null } => asked,
            _ => $"{asked} = {ReadableText.OneLine(call.ResultText, MostOfResult)}",
        };
    }

    private static string ToText(ChatMessage message)
    {
        var others = message.Contents.Where(content => content is not TextContent).Select(content => $"[{content.GetType().Name}]").ToList();
        return others.Count == 0 ? message.Text : string.Join(' ', others.Prepend(message.Text).Where(part => part.Length > 0));
    }

    private static void Append(StringBuilder text, string indent, string who, string what)
    {
        var lines = ReadableText.Cut(what, MostOfText).ReplaceLineEndings("\n").Split('\n');
        text.Append(indent).Append(who).Append(": ").Append(lines[0]).Append('\n');
        foreach (var line in lines.Skip(1))
            text.Append(indent).Append("  ").Append(line).Append('\n');
    }
}
