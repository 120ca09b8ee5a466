using Colloquy.Extensibility;
using Colloquy.Models;
using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>Represents the inspection of a ship by three agents, who work on one session one after the other and see each other's messages.</summary>
/// <remarks>
/// The session's state says which part is next. A context provider writes it at the end of a run, in the commit that ends the turn. A crash therefore
/// leaves no part that is done but not noted, and none that is noted but not done.
/// </remarks>
internal sealed class Survey : ContextProvider
{
    public const string ShipKey = "ship";

    private const string KindKey = "kind";
    private const string NextKey = "next_part";
    private const string Over = "over";

    private readonly Part[] _parts;

    public Survey(IChatClient chatClient, SurveyTools tools) => _parts =
    [
        new("hull", "Read the hull records", Create(chatClient, "hull_surveyor", "You judge hulls by their records.", tools.HullRecords)),
        new("engine", "Read the engine records", Create(chatClient, "engine_surveyor", "You judge engines by their records.", tools.EngineRecords)),
        new("report", "Write the report", Create(chatClient, "clerk", "You turn the surveyors' notes into one report.", tools.WriteReport)),
    ];

    public static string NoteKey(string agent) => $"notes/{agent}";

    /// <summary>Begins the inspection of a ship, unless the session has begun it.</summary>
    public async Task BeginAsync(Session session, string ship)
    {
        if (await session.State.FindAsync(NextKey) is not null)
            return;

        await session.State.SetAsync(KindKey, "yearly");
        await session.State.SetAsync(ShipKey, ship);
        await session.State.SetAsync(NextKey, _parts[0].Name);
    }

    /// <summary>Finds the next part, or returns null when the inspection is over.</summary>
    public async Task<Part?> FindNextAsync(Session session)
    {
        var name = await session.State.GetAsync<string>(NextKey);
        return _parts.FirstOrDefault(part => part.Name == name);
    }

    /// <summary>Does a part. A part that a crash interrupted continues with its last step.</summary>
    public static async Task<AgentAnswer> DoAsync(Part part, Session session) =>
        await part.Agent.ResumeAsync(session)
        ?? await part.Agent.RunAsync($"{part.Task} of '{await session.State.GetAsync<string>(ShipKey)}'.", session);

    /// <summary>Tells each agent which ship is inspected, and whose notes are there.</summary>
    public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        var state = request.Run.State;
        var notes = (await state.ListAsync(cancellationToken: cancellationToken)).Where(entry => entry.Key.StartsWith(NoteKey(""), StringComparison.Ordinal));
        request.AddInstructions(
            $"""
            Ship: {await state.GetAsync<string>(ShipKey, cancellationToken: cancellationToken)}
            Kind of inspection: {await state.GetAsync<string>(KindKey, cancellationToken: cancellationToken)}
            Notes by: {string.Join(", ", notes.Select(entry => entry.Key[NoteKey("").Length..]))}
            """);
    }

    /// <summary>Writes the agent's note and the name of the next part.</summary>
    public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        if (run.Exception is not null)
            return;

        var at = Array.FindIndex(_parts, part => part.Agent.Name == run.Run.AgentName);
        await run.Run.State.SetAsync(NoteKey(run.Run.AgentName), new Note("written", run.Output[^1].Text), cancellationToken: cancellationToken);
        await run.Run.State.SetAsync(NextKey, at + 1 < _parts.Length ? _parts[at + 1].Name : Over, cancellationToken: cancellationToken);
    }

    private Agent Create(IChatClient chatClient, string name, string instructions, AITool tool) => new(chatClient)
    {
        Name = name,
        Instructions = instructions,
        Tools = [tool],
        ContextProviders = [this],
    };
}

/// <summary>Represents a part of the inspection.</summary>
/// <param name="Name">The name.</param>
/// <param name="Task">What the agent is told to do.</param>
/// <param name="Agent">The agent that does it.</param>
internal sealed record Part(string Name, string Task, Agent Agent);

/// <summary>Represents the note that an agent leaves for the others.</summary>
/// <param name="State">How far the note is.</param>
/// <param name="Text">The text.</param>
internal sealed record Note(string State, string Text);
