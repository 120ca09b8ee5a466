using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A conversation that grows at random, of all that windows could lose: reasoning apart, calls that the service ran itself, several calls and results, blank texts, turns that end in their middle.</summary>
public sealed class LosslessConversation(Random random, Session session)
{
    private CancellationTokenSource _stop = new();
    private int _number;

    public Session Session { get; private set; } = session;

    /// <summary>Takes one step; returns what was done.</summary>
    public async Task<string> StepAsync(Agent agent, Agent critic)
    {
        var items = await Session.GetItemsAsync();
        switch (random.Next(16))
        {
            case < 2:
                await Session.AddAsync([.. Enumerable.Range(0, random.Next(1, 4)).SelectMany(_ => Outside())]);
                return "add";
            case 2 when Open(items) is { Count: > 0 } open:
                await Session.AddAsync([new ChatMessage(ChatRole.Tool, [.. open.Select(AIContent (call) => new FunctionResultContent(call.CallId, Text("late", isLate: true)))])]);
                return "results";
            case 3 when await Session.Turns.CountAsync() > 0:
                await Session.UndoTurnAsync();
                return "undo";
            case 4 when (await Session.PopAsync(random.Next(2) == 0)).Count > 0:
                return "pop";
            case 5 or 6 when LineExchange.Of(items) is { Count: > 0 } exchanges:
                var pinned = exchanges[random.Next(exchanges.Count)].Items.ToList();
                var pin = pinned[random.Next(pinned.Count)].Position;
                await Session.Window.PinAsync(pin);
                return $"pin {pin}";
            case 7 when await Session.Window.ListPinsAsync() is { Count: > 0 } pins:
                await Session.Window.UnpinAsync(pins[random.Next(pins.Count)]);
                return "unpin";
            case 8 when items.Count > 0:
                var at = items[random.Next(items.Count)].Position;
                Session = await Session.Branches.ForkAtAsync(at);
                return $"fork at {at}";
            default:
                return await RunAsync(random.Next(4) == 0 ? critic : agent);
        }
    }

    /// <summary>What a model answers.</summary>
    public IReadOnlyList<ChatMessage> Answer(bool canHandOff)
    {
        if (random.Next(25) == 0)
            _stop.Cancel();

        List<ChatMessage> said = random.Next(3) == 0 ? [Thought()] : [];
        said.AddRange(random.Next(12) switch
        {
            0 => [new ChatMessage(ChatRole.Assistant, [.. Served(), new TextContent(Text("answer"))])],
            1 => ServedApart(),
            2 => [Say(Text("before")), Calls(random.Next(1, 3))],
            3 => [Calls(1), Say(Text("behind"))],
            4 => [Calls(1), Calls(2)],
            5 => [Say(" ")],
            6 when canHandOff => [new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(Id(), "transfer_to_critic", new Dictionary<string, object?> { ["reason"] = Text("why") })])],
            6 or 7 => [new ChatMessage(ChatRole.Assistant, [.. Served(), .. Calls(2).Contents])],
            8 or 9 => [Calls(random.Next(1, 4))],
            _ => [new ChatMessage(ChatRole.Assistant, [new TextReasoningContent(Text("thought")), new TextContent(Text("answer"))])],
        });
        return said;
    }

    /// <summary>What a tool brings back.</summary>
    public string Found(CancellationToken cancellationToken)
    {
        if (random.Next(25) == 0)
            _stop.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
        return random.Next(8) == 0 ? throw new InvalidOperationException("not found") : Text("found");
    }

    /// <summary>Words that stand nowhere else; what is important says so.</summary>
    public string Text(string word, bool isLate = false) =>
        string.Join(' ', Enumerable.Repeat($"{word}-{_number++}.", random.Next(4) == 0 ? random.Next(10, 40) : 1)) + (!isLate && random.Next(6) == 0 ? " important" : "");

    private async Task<string> RunAsync(Agent agent)
    {
        _stop = new CancellationTokenSource();
        var model = (LosslessModel)agent.Client;
        model.Breaks = random.Next(10) == 0;
        var told = $"turn of {agent.Name}{(model.Breaks ? ", broken" : "")}";
        IReadOnlyList<ChatMessage> input = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => new ChatMessage(ChatRole.User, random.Next(12) == 0 ? " " : Text("question")))];
        try
        {
            var answer = random.Next(2) == 0 ? await agent.RunAsync(input, Session, cancellationToken: _stop.Token) : await StreamAsync(agent, input);
            while (answer?.Status == TurnStatus.Waiting && random.Next(3) > 0)
            {
                foreach (var approval in answer.Approvals)
                    await (random.Next(2) == 0 ? Session.Approvals.ApproveAsync(approval) : Session.Approvals.RefuseAsync(approval, "no"));
                told += ", resumed";
                answer = await agent.ResumeAsync(Session, cancellationToken: _stop.Token);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or TurnLimitException)
        {
            told += $", {e.GetType().Name}";
        }

        return told;
    }

    private async Task<AgentAnswer?> StreamAsync(Agent agent, IReadOnlyList<ChatMessage> input)
    {
        AgentAnswer? answer = null;
        await foreach (var update in agent.RunStreamingAsync(input, Session, cancellationToken: _stop.Token))
            answer = (update as AnswerUpdate)?.Answer ?? answer;
        return answer;
    }

    private ChatMessage[] Outside() => random.Next(6) switch
    {
        0 or 1 => [new ChatMessage(ChatRole.User, Text("outside"))],
        2 => [Say(Text("outside"))],
        3 => [Thought(), Thought(), Calls(2) is var calls ? calls : null!, new ChatMessage(ChatRole.Tool, [.. calls.Contents.OfType<FunctionCallContent>().Reverse().Select(AIContent (call) => new FunctionResultContent(call.CallId, Text("several")))])],
        4 => [Calls(2)],
        _ => [new ChatMessage(ChatRole.Assistant, Thought().Contents) { AuthorName = "critic" }, new ChatMessage(ChatRole.Assistant, Text("outside")) { AuthorName = "critic" }],
    };

    /// <summary>Calls whose results nobody gave, but for those that wait for a person.</summary>
    private static IReadOnlyList<FunctionCallContent> Open(IReadOnlyList<SessionItem> items) =>
        [.. LineExchange.Of(items).SelectMany(exchange => exchange.Calls).GroupBy(call => call.Call.CallId).Select(same => same.Last()).Where(call => call.Result is null && call.Call.Name == "look").Select(call => call.Call)];

    private static ChatMessage Say(string text) => new(ChatRole.Assistant, text);

    private ChatMessage Thought() => new(ChatRole.Assistant, [new TextReasoningContent(Text("apart"))]);

    /// <summary>Calls, now and then with words or reasoning beside them. Ids come again as those of models do that count from 0.</summary>
    private ChatMessage Calls(int count) => new(ChatRole.Assistant,
    [
        .. random.Next(4) == 0 ? [new TextReasoningContent(Text("within"))] : Array.Empty<AIContent>(),
        .. random.Next(3) == 0 ? [new TextContent(Text("beside"))] : Array.Empty<AIContent>(),
        .. Enumerable.Range(0, count).Select(AIContent (i) => new FunctionCallContent(random.Next(3) == 0 ? $"call_{i}" : Id(), random.Next(8) == 0 ? "pay" : "look", new Dictionary<string, object?> { ["what"] = Text("what") })),
    ]);

    private AIContent[] Served()
    {
        var call = new FunctionCallContent(Id(), "search", new Dictionary<string, object?> { ["what"] = Text("what") }) { InformationalOnly = random.Next(2) == 0 };
        return [call, new FunctionResultContent(call.CallId, Text("served"))];
    }

    private ChatMessage[] ServedApart()
    {
        var served = Served();
        ((FunctionCallContent)served[0]).InformationalOnly = true;
        return [new ChatMessage(ChatRole.Assistant, [served[0]]), new ChatMessage(ChatRole.Tool, [served[1]]), Thought(), Say(Text("answer"))];
    }

    private string Id() => $"id{(_number++).ToString(CultureInfo.InvariantCulture)}";
}
