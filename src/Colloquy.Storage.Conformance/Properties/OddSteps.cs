using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>A conversation with an odd model, by an agent and by a chat client, streamed and not. However a turn ends, the log reads back, and the next turn works.</summary>
internal sealed class OddSteps(ISessionStore store, SessionKey key, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _steps = [];

    public async Task RunAsync(int turns)
    {
        try
        {
            await RunTurnsAsync(turns);
        }
        catch (Exception e)
        {
            throw new ConformanceException($"With seed {seed}, after {string.Join(", ", _steps)}: {e.Message}", e);
        }
    }

    private async Task RunTurnsAsync(int turns)
    {
        var session = await store.OpenAsync(key);
        using var model = new OddModel(_random);
        var agent = new Agent(model) { Tools = OddTools.All, Limits = new() { Steps = 6 }, ParallelTools = _random.Next(2) == 0, Window = [] };
        using var client = new SessionChatClient(model, session) { Window = [] };
        for (var turn = 0; turn < turns; turn++)
        {
            await (_random.Next(3) == 0 ? TalkAsync(client) : RunAsync(agent, session));
            await EnsureReadableAsync(session, model);
        }

        model.IsPlain = true;
        var answer = await agent.RunAsync("And now?", session);
        Check.Equal(model.Said[^1], answer.Text, "the answer of a later turn");
        var shown = string.Join("\n", model.Sent.Select(message => message.Text));
        foreach (var said in model.Said.SkipLast(1))
            Check.That(shown.Contains(said, StringComparison.Ordinal), $"What the model said ('{said}') is not in what it is shown later.");
    }

    private async Task RunAsync(Agent agent, Session session)
    {
        var isStreamed = _random.Next(2) == 0;
        Step(isStreamed ? "stream" : "run");
        try
        {
            for (var answer = await AnswerAsync(agent, session, "Go on.", isStreamed); answer?.Status == TurnStatus.Waiting && _random.Next(4) > 0;)
            {
                foreach (var approval in answer.Approvals)
                {
                    Step($"answer {approval.CallId}");
                    await (_random.Next(2) == 0 ? session.Approvals.ApproveAsync(approval) : session.Approvals.RefuseAsync(approval, "no"));
                }

                var results = answer.OpenCalls.Where(_ => _random.Next(3) > 0).Select(AIContent (call) => new FunctionResultContent(call.CallId, $"told {call.Name}")).ToList();
                Step($"{results.Count} of {answer.OpenCalls.Count} results");
                answer = results.Count > 0 ? await agent.RunAsync([new ChatMessage(ChatRole.Tool, results)], session) : await agent.ResumeAsync(session);
            }
        }
        catch (TurnLimitException)
        {
            Step("limit");
        }
    }

    private static async Task<AgentAnswer?> AnswerAsync(Agent agent, Session session, string input, bool isStreamed)
    {
        if (!isStreamed)
            return await agent.RunAsync(input, session);

        var last = await agent.RunStreamingAsync(input, session).LastAsync();
        return ((AnswerUpdate)last).Answer;
    }

    private async Task TalkAsync(SessionChatClient client)
    {
        var input = new ChatMessage(ChatRole.User, "Go on.");
        var options = new ChatOptions { Tools = [.. OddTools.All] };
        for (var step = 0; step < 4; step++)
        {
            var isStreamed = _random.Next(2) == 0;
            Step(isStreamed ? "client stream" : "client");
            var response = isStreamed ? await client.GetStreamingResponseAsync([input], options).ToChatResponseAsync() : await client.GetResponseAsync([input], options);
            var contents = response.Messages.SelectMany(message => message.Contents).ToList();
            var calls = contents.OfType<FunctionCallContent>().Where(call => !call.InformationalOnly && !contents.OfType<FunctionResultContent>().Any(result => result.CallId == call.CallId)).ToList();
            if (calls.Count == 0 || _random.Next(4) == 0)
                return;

            var results = calls.Where(_ => _random.Next(5) > 0).Select(AIContent (call) => new FunctionResultContent(call.CallId, $"ran {call.Name}")).OrderBy(_ => _random.Next()).ToList();
            input = results.Count == 0 ? new ChatMessage(ChatRole.User, "Go on.") : new ChatMessage(ChatRole.Tool, results);
        }
    }

    private async Task EnsureReadableAsync(Session session, OddModel model)
    {
        var again = (await store.FindAsync(key))!;
        var items = await again.GetItemsAsync();
        Check.Sequence((await session.GetItemsAsync()).Select(item => item.Text), items.Select(item => item.Text), "the messages, read by another handle");
        foreach (var said in model.Said)
            Check.That(items.Any(item => item.Text.Contains(said, StringComparison.Ordinal)), $"What the model said ('{said}') is not in the log.");
        foreach (var item in items.Where(item => item.Role == ChatRole.Assistant).TakeLast(2))
            EchoingModel.EnsureBalanced((await again.Window.ExplainAsync(item.Position)).Messages);
        Check.That(await again.Turns.ReadAsync().AllAsync(turn => turn.Status != TurnStatus.Running), "A turn is running when all have ended.");
    }

    private void Step(string step) => _steps.Add(step);
}
