namespace Colloquy.Testing;

/// <summary>Asks a model how well a simulated user did. It sees tool calls, which the user did not see.</summary>
internal sealed class SimulationJudge(Talk talk) : ModelJudge
{
    private const string Schema = """
        {"type":"object","properties":{
          "inventions":{"type":"array","items":{"type":"object","properties":{"turn":{"type":"integer"},"words":{"type":"string"},"reasoning":{"type":"string"}},"required":["turn","words","reasoning"],"additionalProperties":false}},
          "reasoning":{"type":"string"},
          "stop":{"type":"string","enum":["right","early","late","inconclusive"]},
          "influence":{"type":"string","enum":["none","helped","hindered","inconclusive"]}},
         "required":["inventions","reasoning","stop","influence"],"additionalProperties":false}
        """;

    public override string Name => "simulated user";

    public override string Version => "1";

    public override string Formula => "no problem was found";

    public override string Expected => "the simulated user keeps to its facts and its role, and stops at the right time";

    public async Task<(IReadOnlyList<SimulationProblem> Problems, string Reasoning)> AskAsync(IChatClient client, CancellationToken cancellationToken)
    {
        var request = new JudgeRequest { Turns = JudgeTranscript.Of(talk.Conversation).Turns, Scope = JudgeScope.Conversation, Client = client };
        return await AskAsync(request, request.Turns, Instructions(), Schema, Read, cancellationToken).ConfigureAwait(false);
    }

    protected override ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken) =>
        throw new JudgeException("A simulated user is graded, and has no score.");

    private string Instructions() => $"""
        You grade the user of this conversation, whom a model played, and not the agent.
        The user's persona: {talk.User.Persona.Description}{(talk.User.Persona.IsAdversarial ? " It makes things hard for the agent on purpose, which is no fault." : "")}
        The user's goal: {talk.User.Goal}
        The user's facts: {(talk.User.Facts.Count == 0 ? "none but the goal" : string.Join("; ", talk.User.Facts.Select(fact => $"{fact.Key}: {fact.Value}")))}
        The first {talk.User.Openings.Count} turns of the user were scripted; do not judge their words.
        The user ended the talk with: {talk.Stop} ({talk.StopReason}).
        inventions: {(talk.User.Persona.MayInvent ? "this persona may make things up, so leave the list empty" : "each thing that the user stated as a fact and that is neither in its goal, persona and facts nor was said by the agent before; copy its words exactly. What follows from these is no invention")}.
        stop: 'early' if the user stopped before the agent had said that all of the goal is done, or gave up while the agent still could do it; 'late' if it went on although all was done; else 'right'. An agent that claims success wrongly has misled the user, whose stop is then 'right'.
        influence: 'helped' if the user did the agent's work or told it which steps or tools to use; 'hindered' if it kept the agent from the goal beyond its persona, such as by contradicting its own facts; else 'none'.
        """;

    private (IReadOnlyList<SimulationProblem>, string) Read(StrictAnswer answer)
    {
        var inventions = answer.List("inventions", item => (Turn: item.Integer("turn"), Words: item.Text("words"), Reasoning: item.Text("reasoning")));
        var (reasoning, stop, influence) = (answer.Text("reasoning"), answer.OneOf("stop", "right", "early", "late", "inconclusive"), answer.OneOf("influence", "none", "helped", "hindered", "inconclusive"));
        if (stop == "inconclusive" || influence == "inconclusive")
            throw new JudgeException($"The judge says 'inconclusive': {reasoning}");

        List<SimulationProblem> problems = [];
        foreach (var (number, words, why) in inventions)
        {
            var turn = talk.UserTurns.Skip(talk.User.Openings.Count).FirstOrDefault(turn => turn.Number == number);
            if (turn is null || !turn.Input.Any(message => message.Text.Contains(words, StringComparison.OrdinalIgnoreCase)))
                throw new JudgeException($"The judge says that the user invented '{words}' in turn {number}, where it did not say that.");
            problems.Add(new(SimulationProblemKind.InventedFact, $"It said '{words}': {why}", number));
        }

        if (stop != "right")
            problems.Add(new(stop == "early" ? SimulationProblemKind.StoppedEarly : SimulationProblemKind.StoppedLate, reasoning));
        if (influence != "none")
            problems.Add(new(influence == "helped" ? SimulationProblemKind.Helped : SimulationProblemKind.Hindered, reasoning));
        return (problems, reasoning);
    }
}
