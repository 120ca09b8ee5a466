namespace Colloquy.Testing;

/// <summary>The rules by which a simulated user is graded without a model.</summary>
internal static class SimulationRules
{
    public static IEnumerable<SimulationProblem> Find(Talk talk) =>
        talk.Stop == TalkStop.UserFailed
            ? [new SimulationProblem(SimulationProblemKind.ModelFailed, talk.StopReason)]
            : [.. Inventions(talk), .. Stops(talk), .. Hints(talk)];

    private static IEnumerable<SimulationProblem> Inventions(Talk talk)
    {
        if (talk.User.Persona.MayInvent)
            yield break;

        foreach (var (turn, said) in Said(talk))
        {
            foreach (var fact in InventedFacts.Find(said, KnownBefore(talk, turn), talk.User.ChecksNames))
                yield return new(SimulationProblemKind.InventedFact, $"It said '{fact}', which is none of its facts.", turn.Number);
        }
    }

    private static IEnumerable<SimulationProblem> Stops(Talk talk)
    {
        var (count, user) = (talk.UserTurns.Count, talk.User);
        if (talk.Stop == TalkStop.GoalReached && count == 0)
            yield return new(SimulationProblemKind.StoppedEarly, "It said that the goal is reached before the agent had answered anything.");
        else if (talk.Stop == TalkStop.GoalReached && user.GoalIsVisibleAsync is not null && talk.GoalVisibleAfter is null)
            yield return new(SimulationProblemKind.StoppedEarly, $"It said that the goal is reached, and it could not see that: {talk.StopReason}");
        else if (talk.Stop == TalkStop.GaveUp && talk.GoalVisibleAfter is { } reached)
            yield return new(SimulationProblemKind.StoppedEarly, $"It gave up, and it could see after {reached} turns that the goal was reached: {talk.StopReason}");
        else if (talk.Stop == TalkStop.GaveUp && count < user.MinTurns)
            yield return new(SimulationProblemKind.StoppedEarly, $"It gave up after {count} turns, and has to try for at least {user.MinTurns}: {talk.StopReason}");

        // One turn more is thanks and goodbye.
        if (talk.GoalVisibleAfter is { } visible && count - visible >= 2)
            yield return new(SimulationProblemKind.StoppedLate, $"It could see after {visible} turns that the goal was reached, and took {count - visible} more.");
    }

    /// <summary>A user does not know the names of tools. Those that are also plain words do not give a user away.</summary>
    private static IEnumerable<SimulationProblem> Hints(Talk talk)
    {
        IReadOnlyList<string> tools = [.. talk.Conversation.ToolHosts.SelectMany(host => host.Tools).Distinct(StringComparer.Ordinal).Where(tool => tool.AsSpan(1).ContainsAnyInRange('A', 'Z') || tool.AsSpan().ContainsAny("_-."))];
        foreach (var (turn, said) in Said(talk))
        {
            var known = KnownBefore(talk, turn);
            foreach (var tool in tools.Where(tool => said.Contains(tool, StringComparison.OrdinalIgnoreCase) && !known.Contains(tool, StringComparison.OrdinalIgnoreCase)))
                yield return new(SimulationProblemKind.Helped, $"It named the tool '{tool}' to the agent.", turn.Number);
        }
    }

    /// <summary>What the model made the user say; openings are the test's words.</summary>
    private static IEnumerable<(TurnResult Turn, string Said)> Said(Talk talk) =>
        talk.UserTurns.Skip(talk.User.Openings.Count).Select(turn => (turn, string.Join('\n', turn.Input.Select(message => message.Text))));

    /// <summary>What the user may repeat: what it was given, and what was said before.</summary>
    private static string KnownBefore(Talk talk, TurnResult turn) => string.Join('\n',
    [
        talk.User.Goal, talk.User.Persona.Description, .. talk.User.Facts.SelectMany(fact => new[] { fact.Key, fact.Value }), .. talk.User.Openings,
        .. talk.Conversation.Turns.TakeWhile(other => other.Number < turn.Number).SelectMany(other => talk.Turns.Contains(other) ? [other.Text] : other.Input.Select(message => message.Text).Append(other.Text)),
    ]);
}
