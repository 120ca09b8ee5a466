using Colloquy.Models;
using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>The research: three agents on one session, one after the other, who see each other's work.</summary>
/// <remarks>
/// Where the work stands is in the session's state. It is written by a context provider at the end of a run, in the commit that ends the turn: so no crash
/// leaves a stage that is done and not noted, or noted and not done.
/// </remarks>
internal sealed class Workflow : ContextProvider
{
    public const string TopicKey = "research_topic";

    private const string DepthKey = "target_depth";
    private const string StageKey = "workflow_stage";
    private const string Done = "done";

    private readonly Stage[] _stages;

    public Workflow(IChatClient chatClient, ResearchTools tools) => _stages =
    [
        new("literature", "Find recent papers", Create(chatClient, "literature_reviewer", "You find papers, and say which matter.", tools.PaperSearch)),
        new("implementations", "Find implementations", Create(chatClient, "code_analyzer", "You find implementations, and say what each is good for.", tools.RepositorySearch)),
        new("synthesis", "Synthesize the findings in a report", Create(chatClient, "synthesizer", "You write one report of what the others found.", tools.WriteReport)),
    ];

    public static string OutputKey(string agent) => $"agent_outputs/{agent}";

    /// <summary>Begins the work on a topic, unless the session has begun it.</summary>
    public async Task BeginAsync(Session session, string topic)
    {
        if (await session.State.FindAsync(StageKey) is not null)
            return;

        await session.State.SetAsync(DepthKey, "comprehensive");
        await session.State.SetAsync(TopicKey, topic);
        await session.State.SetAsync(StageKey, _stages[0].Name);
    }

    /// <summary>Finds the stage to do next; null when all is done.</summary>
    public async Task<Stage?> FindNextAsync(Session session)
    {
        var name = await session.State.GetAsync<string>(StageKey);
        return _stages.FirstOrDefault(stage => stage.Name == name);
    }

    /// <summary>Does a stage; one that a crash cut off goes on with its last step.</summary>
    public static async Task<AgentAnswer> DoAsync(Stage stage, Session session) =>
        await stage.Agent.ResumeAsync(session)
        ?? await stage.Agent.RunAsync($"{stage.Task} on {await session.State.GetAsync<string>(TopicKey)}.", session);

    /// <summary>Tells each agent what the work is, and who has done their part.</summary>
    protected override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
    {
        var state = request.Run.State;
        var done = (await state.ListAsync(cancellationToken: cancellationToken)).Where(entry => entry.Key.StartsWith(OutputKey(""), StringComparison.Ordinal));
        request.AddInstructions(
            $"""
            Research topic: {await state.GetAsync<string>(TopicKey, cancellationToken: cancellationToken)}
            Depth: {await state.GetAsync<string>(DepthKey, cancellationToken: cancellationToken)}
            Done: {string.Join(", ", done.Select(entry => entry.Key[OutputKey("").Length..]))}
            """);
    }

    /// <summary>Notes what an agent has done, and whose turn is next.</summary>
    protected override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        if (run.Exception is not null)
            return;

        var at = Array.FindIndex(_stages, stage => stage.Agent.Name == run.Run.AgentName);
        await run.Run.State.SetAsync(OutputKey(run.Run.AgentName), new StageOutput("completed", run.Output[^1].Text), cancellationToken: cancellationToken);
        await run.Run.State.SetAsync(StageKey, at + 1 < _stages.Length ? _stages[at + 1].Name : Done, cancellationToken: cancellationToken);
    }

    private Agent Create(IChatClient chatClient, string name, string instructions, AITool tool) => new(chatClient)
    {
        Name = name,
        Instructions = instructions,
        Tools = [tool],
        ContextProviders = [this],
    };
}

/// <summary>A stage of the work.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Task">What its agent is told to do.</param>
/// <param name="Agent">Who does it.</param>
internal sealed record Stage(string Name, string Task, Agent Agent);

/// <summary>What an agent left for the others.</summary>
/// <param name="Status">How far it is.</param>
/// <param name="Findings">What it found.</param>
internal sealed record StageOutput(string Status, string Findings);
