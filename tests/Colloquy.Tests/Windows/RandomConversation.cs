using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A conversation that grows at random: turns with tools, broken streams, messages from outside, undo, pins.</summary>
public sealed class RandomConversation(Random random, Session session)
{
    private int _number;

    public Session Session { get; private set; } = session;

    /// <summary>Takes one step; returns what was done.</summary>
    public async Task<string> StepAsync(Agent agent)
    {
        switch (random.Next(12))
        {
            case 0:
                await Session.AddAsync([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Outside())]);
                return "add";
            case 1 when await Session.Turns.CountAsync() > 0:
                await Session.UndoTurnAsync();
                return "undo";
            case 2 when (await Session.PopAsync(random.Next(2) == 0)).Count > 0:
                return "pop";
            case 3 when await Session.GetItemsAsync() is { Count: > 0 } items:
                var item = items[random.Next(items.Count)];
                await Session.Window.PinAsync(item.Position);
                return $"pin {item.Position}";
            case 4 when await Session.Window.ListPinsAsync() is { Count: > 0 } pins:
                await Session.Window.UnpinAsync(pins[random.Next(pins.Count)]);
                return "unpin";
            case 6 when await Session.GetItemsAsync() is { Count: > 0 } line:
                var at = line[random.Next(line.Count)].Position;
                Session = await Session.Branches.ForkAtAsync(at);
                return $"fork at {at}";
            case 7:
                return await Session.RedoAsync() is null ? "nothing to redo" : "redo";
            case 5:
                await BreakAsync(agent.Name);
                return "break";
            default:
                await agent.RunAsync(Text("question"), Session);
                return "turn";
        }
    }

    /// <summary>What a model answers: words, or calls that are answered with words the next time.</summary>
    public ChatMessage Answer(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.Count > 0 && messages[^1].Role == ChatRole.Tool && random.Next(3) > 0)
            return new ChatMessage(ChatRole.Assistant, Text("answer"));

        return random.Next(3) switch
        {
            0 => Calls(),
            1 => new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm"), new TextContent(Text("answer"))]),
            _ => new ChatMessage(ChatRole.Assistant, Text("answer")),
        };
    }

    public string Text(string word) => string.Join(' ', Enumerable.Repeat($"{word}-{_number++}", random.Next(1, 30)));

    private ChatMessage Outside() => random.Next(5) switch
    {
        0 => new ChatMessage(ChatRole.User, Text("outside")),
        1 => new ChatMessage(ChatRole.Assistant, Text("outside")),
        2 => Calls(),
        3 => new ChatMessage(ChatRole.Assistant, [new TextReasoningContent(Text("thought"))]),
        _ => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(random.Next(4).ToString(CultureInfo.InvariantCulture), Text("result"))]),
    };

    private ChatMessage Calls() => new(ChatRole.Assistant, [.. Enumerable.Range(0, 4).Where(_ => random.Next(2) == 0).DefaultIfEmpty(0).Select(AIContent (id) => new FunctionCallContent(id.ToString(CultureInfo.InvariantCulture), "look", new Dictionary<string, object?> { ["what"] = Text("what") }))]);

    private async Task BreakAsync(string name)
    {
        using var model = new HaltingChatClient(Text("broken"), new InvalidOperationException("the line broke"));
        try
        {
            await foreach (var _ in new Agent(model) { Name = name }.RunStreamingAsync(Text("question"), Session))
            {
            }
        }
        catch (InvalidOperationException)
        {
        }
    }
}
