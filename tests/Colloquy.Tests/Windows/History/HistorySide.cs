using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A session to which everything is done that is done to another, with or without a cache. What models say follows from what they are sent.</summary>
public sealed class HistorySide : IAsyncDisposable
{
    private static readonly string[] Names = ["ada", "ben", "cy"];
    private static readonly byte[] Picture = new byte[Attachments.Threshold + 1];

    private readonly InMemorySessionStore _inner = new(new StillTime());
    private readonly ISessionStore _own;
    private readonly ISessionStore _other;
    private readonly long _maxBytes;
    private readonly Agent[] _agents;
    private readonly Agent[] _strangers;
    private readonly SessionKey _key;
    private int _commitsToFailure = -1;
    private bool _failsAfter;

    public HistorySide(string app, int pipelines, long maxBytes)
    {
        _key = new SessionKey("s", user: "u", app: app);
        _maxBytes = maxBytes;
        (_own, _other) = (Losing(new CommitHook(_inner) { OnCommit = CommitAsync }), Losing(new CommitHook(_inner)));
        Keep();
        _other.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 0 });
        Model = new AnsweringChatClient(Answer) { Usage = messages => Hash(messages) % 4 == 0 ? null : new UsageDetails { InputTokenCount = 40 + (Hash(messages) % 400), OutputTokenCount = 5 } };
        Worker = new AnsweringChatClient(Work);
        _agents = [.. Names.Select((name, i) => Create(name, HistoryPipelines.Get(pipelines + i, Worker), i))];
        _strangers = [.. Names.Select((name, i) => Create(name, HistoryPipelines.Get(pipelines + i, Worker), i))];
    }

    public AnsweringChatClient Model { get; }

    public AnsweringChatClient Worker { get; }

    /// <summary>The handle that operations go through.</summary>
    public Session Session { get; private set; } = null!;

    /// <summary>Opens the session, with messages in it that no turn made.</summary>
    public async Task BeginAsync(int messages)
    {
        await OpenAsync();
        if (messages > 0)
            await Session.AddAsync([.. Enumerable.Range(0, messages).Select(i => new ChatMessage(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, $"before {i}"))]);
    }

    private async Task OpenAsync() => Session = await _own.OpenAsync(_key, Options());

    /// <summary>Does something; returns what came of it.</summary>
    public async Task<string> DoAsync(HistoryStep step)
    {
        try
        {
            return await ActAsync(step);
        }
        catch (Exception e) when (e is not (NullReferenceException or InvalidCastException or IndexOutOfRangeException or ArgumentOutOfRangeException or MessageEditedException))
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
        finally
        {
            _commitsToFailure = -1;
        }
    }

    /// <summary>The whole log, without what differs from run to run.</summary>
    public async Task<string> LogAsync()
    {
        var log = new StringBuilder();
        var read = LogRead.All() with { Limit = 10_000 };
        if (await _inner.GetAsync(_key) is null)
            return "";

        var page = await _inner.ReadAsync(_key, read);
        foreach (var entry in page.Entries)
            log.Append(CultureInfo.InvariantCulture, $"{entry.Position} {entry.Parent} {entry.Segment} {entry.TurnStart} {entry.Kind} {entry.Subject} {entry.Author} {Bare(entry.Payload)}\n");
        return log.ToString();
    }

    /// <summary>What agents would be shown.</summary>
    public async Task<string> PreviewAsync()
    {
        var all = new StringBuilder();
        foreach (var agent in _agents)
        {
            WindowReport report;
            try
            {
                report = await Session.Window.PreviewAsync(agent.Window, agent.Name);
            }
            catch (ColloquyException e)
            {
                // The handle may be on a branch that was deleted with its session.
                return e.Message;
            }

            all.Append(AnsweringChatClient.Json(report.Messages)).Append('\n');
            foreach (var row in report.Rows)
                all.Append(row).Append('\n');
        }

        return all.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        Model.Dispose();
        Worker.Dispose();
    }

    private async Task<string> ActAsync(HistoryStep step)
    {
        var agent = _agents[step.Agent];
        switch (step.Kind)
        {
            case HistoryStepKind.Turn:
                var answer = await agent.RunAsync(step.Text, Session);
                return $"{answer.Text} {answer.CarriedIn} {AnsweringChatClient.Json(answer.Conversation)}";
            case HistoryStepKind.LostPicture:
                return (await agent.RunAsync([new ChatMessage(ChatRole.User, [new DataContent(Picture, "image/png"), new TextContent(step.Text)])], Session)).Text;
            case HistoryStepKind.Restart:
                Restart();
                return "";
            case HistoryStepKind.RestartAndUndo:
                // Of the calls before the turn that was undone less is known than a window looks for.
                Restart();
                await _agents[0].RunAsync(step.Text, Session);
                await Session.UndoTurnAsync();
                return (await _agents[1 + (step.Number % 2)].RunAsync(step.Text, Session)).Text;
            case HistoryStepKind.FailingTurn:
                (_commitsToFailure, _failsAfter) = (step.Number % 5, step.Number % 2 == 0);
                return (await agent.RunAsync(step.Text, Session)).Text;
            case HistoryStepKind.Resume:
                return $"{(await agent.ResumeAsync(Session))?.Text}";
            case HistoryStepKind.Retry:
                return (step.Number % 2 == 0 ? await agent.RetryTurnAsync(Session) : await agent.EditAndResendAsync(step.Text, Session, turnNumber: Math.Max(1, await Session.Turns.CountAsync() - (step.Number % 3)))).Text;
            case HistoryStepKind.Client:
                return await ChatAsync(new SessionChatClient(Model, Session, agent.Name) { Window = agent.Window }, step);
            case HistoryStepKind.Stranger:
                return (await _strangers[step.Agent].RunAsync(step.Text, await StrangerAsync())).Text;
            case HistoryStepKind.StrangerAdds:
                await (await StrangerAsync()).AddAsync([.. Enumerable.Range(0, 1 + (step.Number % 4)).Select(i => Outside(step.Number + i, step.Text))]);
                return "";
            case HistoryStepKind.Broken:
                using (var broken = new HaltingChatClient(step.Text, new InvalidOperationException("the line broke")))
                {
                    await foreach (var _ in new Agent(broken) { Name = agent.Name }.RunStreamingAsync(step.Text, Session))
                    {
                    }
                }

                return "";
            case HistoryStepKind.Undo:
                return $"{(await Session.Turns.CountAsync() > step.Number % 3 ? await Session.UndoTurnAsync() : null) is null}";
            case HistoryStepKind.Pop:
                return $"{(await Session.PopAsync(step.Number % 2 == 0)).Count}";
            case HistoryStepKind.Redo:
                return $"{await Session.RedoAsync() is null}";
            case HistoryStepKind.Clear:
                await Session.ClearAsync();
                return "";
            case HistoryStepKind.Fork when await Session.GetItemsAsync() is { Count: > 0 } items:
                Session = await Session.Branches.ForkAtAsync(items[step.Number % items.Count].Position);
                return "";
            case HistoryStepKind.Switch:
                var branches = await Session.Branches.ListAsync();
                Session = await Session.Branches.OpenAsync(branches[step.Number % branches.Count].Name);
                return "";
            case HistoryStepKind.Pin when await Session.GetItemsAsync(limit: step.Number % 2 == 0 ? 8 : null) is { Count: > 0 } some:
                return $"{await Session.Window.PinAsync(some[step.Number / 2 % some.Count].Position)}";
            case HistoryStepKind.Unpin:
                foreach (var pin in await Session.Window.ListPinsAsync())
                    await Session.Window.UnpinAsync(pin);
                return "";
            case HistoryStepKind.Prune:
                return $"{(await Session.Retention.PruneAsync(PruneStrategy.KeepLast(1 + (step.Number % 20)))).Messages}";
            case HistoryStepKind.StrangerPrunes:
                return $"{(await (await StrangerAsync()).Retention.PruneAsync(PruneStrategy.KeepLast(1 + (step.Number % 20)))).Messages}";
            case HistoryStepKind.Delete:
                await Session.DeleteAsync();
                await OpenAsync();
                return "";
            case HistoryStepKind.StrangerDeletes:
                await (await StrangerAsync()).DeleteAsync();
                await (await StrangerAsync()).AddAsync([.. Enumerable.Range(0, step.Number % 40).Select(i => new ChatMessage(ChatRole.User, $"again {i}"))]);
                await OpenAsync();
                return "";
            default:
                return "nothing";
        }
    }

    /// <summary>A turn of a program that calls its tools itself.</summary>
    private static async Task<string> ChatAsync(SessionChatClient client, HistoryStep step)
    {
        List<ChatMessage> said = step.Number % 3 == 0 ? [new(ChatRole.System, "Be kind."), new(ChatRole.User, step.Text)] : [new(ChatRole.User, step.Text)];
        var response = await client.GetResponseAsync(said);
        for (var i = 0; i < 4 && response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList() is { Count: > 0 } calls; i++)
            response = await client.GetResponseAsync([new ChatMessage(ChatRole.Tool, [.. calls.Select(AIContent (call) => new FunctionResultContent(call.CallId, $"given {call.CallId}"))])]);
        return response.Text;
    }

    /// <summary>A store that has lost what is kept beside the log.</summary>
    private static ContentStore Losing(ISessionStore inner) => new(inner, blob => blob.Bytes.Length >= Picture.Length ? null : blob);

    /// <summary>As if another process went on: nothing is kept.</summary>
    private void Restart()
    {
        _own.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 0 });
        Keep();
    }

    private void Keep() => _own.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = _maxBytes, ChecksEdits = true });

    private Task<Session> StrangerAsync() => _other.OpenAsync(_key, Options());

    private static OpenSessionOptions Options() => new() { TimeProvider = new StillTime() };

    private async ValueTask<CommitReceipt> CommitAsync(Commit commit, Func<ValueTask<CommitReceipt>> make)
    {
        if (_commitsToFailure < 0 || _commitsToFailure-- > 0)
            return await make();
        if (_failsAfter)
            await make();
        throw new IOException("The connection broke.");
    }

    private Agent Create(string name, WindowPipeline window, int number) => new(Model)
    {
        Name = name,
        Tools = [AIFunctionFactory.Create((string what) => $"found {string.Join(' ', Enumerable.Repeat(what, 1 + (what.Length % 9)))}", "look")],
        Window = window,
        ContextProviders = number == 2 ? [new Reminder()] : [],
    };

    private static ChatMessage Answer(IReadOnlyList<ChatMessage> messages)
    {
        var hash = Hash(messages);
        var text = string.Join(' ', Enumerable.Repeat($"answer-{hash % 1_000}", 1 + (hash % 20)));
        if (messages is [.., { Role: var role }] && role == ChatRole.Tool && hash % 3 > 0)
            return new ChatMessage(ChatRole.Assistant, text);

        return (hash % 7) switch
        {
            0 => new ChatMessage(ChatRole.Assistant, [.. Enumerable.Range(0, 1 + (hash / 7 % 3)).Select(AIContent (i) => Call((hash + i) % 50, text))]),
            1 => new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm"), Call(hash % 9, text)]),
            2 => new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm"), new TextContent(text)]),
            _ => new ChatMessage(ChatRole.Assistant, text),
        };
    }

    private static ChatMessage Work(IReadOnlyList<ChatMessage> messages) => new(ChatRole.Assistant, messages[0].Text.Contains("scores", StringComparison.Ordinal)
        ? $$"""{"scores": [{"part": 1, "score": {{Hash(messages) % 11}}, "reason": "so"}]}"""
        : Hash(messages) % 10 == 0 ? "" : $"summary {Hash(messages)}");

    private static FunctionCallContent Call(int id, string what) => new(id.ToString(CultureInfo.InvariantCulture), "look", new Dictionary<string, object?> { ["what"] = what });

    private static ChatMessage Outside(int number, string text) => (number % 6) switch
    {
        0 => new ChatMessage(ChatRole.Assistant, text),
        1 => new ChatMessage(ChatRole.Assistant, [Call(number % 9, text)]),
        2 => new ChatMessage(ChatRole.Assistant, [new TextReasoningContent(text)]),
        3 => new ChatMessage(ChatRole.Tool, [new FunctionResultContent((number % 9).ToString(CultureInfo.InvariantCulture), text)]),
        _ => new ChatMessage(ChatRole.User, text),
    };

    private static int Hash(IReadOnlyList<ChatMessage> messages)
    {
        var hash = 17u;
        foreach (var message in messages.Skip(Math.Max(0, messages.Count - 12)))
        {
            foreach (var letter in message.Text)
                hash = (hash * 31) + letter;
        }

        return (int)((hash + (uint)messages.Count) & 0x7FFFFFFF);
    }

    private static string Bare(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty || JsonNode.Parse(payload.Span) is not JsonObject body)
            return "";

        foreach (var name in body.Where(property => property.Key is "duration" or "milliseconds" || (property.Value is JsonValue value && value.TryGetValue<string>(out var text) && Guid.TryParse(text, out _))).Select(property => property.Key).ToList())
            body.Remove(name);
        return body.ToJsonString();
    }

    private sealed class Reminder : ContextProvider
    {
        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            request.AddMessage($"Remember {request.Input.Count}.");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class StillTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
