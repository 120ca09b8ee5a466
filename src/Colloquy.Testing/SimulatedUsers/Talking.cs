namespace Colloquy.Testing;

/// <summary>A talk while it runs.</summary>
internal sealed class Talking(SimulatedUser user, Conversation conversation, string name)
{
    private readonly List<TurnResult> _turns = [];
    private readonly List<ObservedModelCall> _calls = [];
    private int _said;
    private int? _visibleAfter;

    public async Task<Talk> RunAsync(CancellationToken cancellationToken)
    {
        // A model that does not exist is the test's mistake and no failure of the user.
        var client = conversation.Client(user.Model, Note);
        while (true)
        {
            var (step, text, reason) = await DecideAsync(client, cancellationToken).ConfigureAwait(false);
            if (step is null)
                return End(TalkStop.UserFailed, reason);
            if (step != UserStep.Say)
                return End(step == UserStep.GoalReached ? TalkStop.GoalReached : TalkStop.GaveUp, reason);
            if (_said == user.MaxTurns)
                return End(TalkStop.TurnLimit, $"The user may take {user.MaxTurns} turns, and wanted to go on: {reason}");

            var turn = await conversation.SayAsync(text, name: $"{name} ({++_said})", cancellationToken: cancellationToken).ConfigureAwait(false);
            _turns.Add(turn);
            while (turn.Status == TurnStatus.Waiting)
            {
                if (user.Approves is not { } approves)
                    return End(TalkStop.WaitsForApproval, $"The turn waits for the approval of: {string.Join(", ", turn.Approvals)}");

                turn = await (approves(turn) ? conversation.ApproveAsync($"{name} (approval)", cancellationToken) : conversation.RefuseAsync($"{name} (refusal)", cancellationToken)).ConfigureAwait(false);
                _turns.Add(turn);
            }

            if (_visibleAfter is null && user.GoalIsVisibleAsync is { } isVisible && await isVisible(conversation, cancellationToken).ConfigureAwait(false))
                _visibleAfter = _said;
        }
    }

    private async Task<(UserStep? Step, string Text, string Reason)> DecideAsync(IChatClient client, CancellationToken cancellationToken)
    {
        if (_said < user.Openings.Count)
            return (UserStep.Say, user.Openings[_said], "an opening");

        var (messages, options) = UserPrompt.Write(user, _turns, JudgeTranscript.Of(conversation));
        try
        {
            var decision = UserDecision.Parse((await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).Text);
            return (decision.Step, decision.Text, decision.Reason);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "", error is JudgeException ? error.Message : $"The model of the simulated user failed. {error.GetType().Name}: {error.Message}");
        }
    }

    private Talk End(TalkStop stop, string reason) => new()
    {
        User = user,
        Conversation = conversation,
        Turns = [.. _turns],
        Stop = stop,
        StopReason = reason,
        GoalVisibleAfter = _visibleAfter,
        Spend = conversation.SpendOf([.. _calls]),
    };

    private void Note(ObservedModelCall call)
    {
        lock (_calls)
            _calls.Add(call);
    }
}
