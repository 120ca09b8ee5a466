using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>An agent as a tool of another. It works in a session of its own, which the call names: called again after a crash, it goes on there.</summary>
internal sealed class AgentFunction(Agent agent, string name, string description) : AIFunction
{
    private static readonly JsonElement Schema = JsonElement.Parse("""
        {"type":"object","properties":{"task":{"type":"string","description":"What to do, with all that is needed to do it."}},"required":["task"]}
        """);

    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema => Schema;

    /// <summary>The id of the session in which a call is worked on.</summary>
    public static string ChildId(RunContext run)
    {
        var id = $"{run.Session.Key.Id}/{run.CallKey}";
        return Encoding.UTF8.GetByteCount(id) <= KeyRules.MaxIdBytes ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var run = RunContext.From(arguments) ?? throw new InvalidOperationException($"Agent '{agent.Name}' is a tool of agents, and was called by something else. Run it with RunAsync.");
        if (run.DepthLeft <= 0)
            throw new ToolFailedException($"agents called one another as deep as they may. Do without {agent.Name}.");
        if (arguments.GetValueOrDefault("task")?.ToString() is not { Length: > 0 } task)
            throw new ToolFailedException("the task is missing. Say what is to be done.");

        var child = await OpenAsync(run, cancellationToken).ConfigureAwait(false);
        var options = new RunOptions
        {
            Context = run.Context,
            Values = run.Values,
            Services = run.Provider is not null || run.Services is NoServices ? null : run.Services,
            Caller = run,
        };
        try
        {
            return await AnswerAsync(child, task, options, cancellationToken).ConfigureAwait(false);
        }
        catch (TurnLimitException e) when (e.Limit == RunLimit.Usage)
        {
            throw new ToolFailedException($"{agent.Name} did not finish: nothing more may be spent. Do without it.", e);
        }
        catch (TurnLimitException e)
        {
            throw new ToolFailedException($"{agent.Name} did not finish: its limit of {e.Limit.ToString().ToLowerInvariant()} ended its turn. Ask for less, or do without it.", e);
        }
    }

    private static async Task<Session> OpenAsync(RunContext run, CancellationToken cancellationToken)
    {
        var log = run.Session.Log;
        var key = new SessionKey(ChildId(run), log.Key.Owner);
        var child = await log.Store.OpenAsync(key, new OpenSessionOptions { TimeProvider = log.Time, Logger = log.Logger, State = log.StateOptions, IsEphemeral = log.IsEphemeral }, cancellationToken).ConfigureAwait(false);
        if (!child.Record.Details.Metadata.ContainsKey(Agent.ParentMetadataKey))
            await child.SetMetadataAsync(Agent.ParentMetadataKey, log.Key.Id, cancellationToken).ConfigureAwait(false);
        return child;
    }

    private async Task<string> AnswerAsync(Session child, string task, RunOptions options, CancellationToken cancellationToken)
    {
        var newest = await TurnReader.FindNewestAsync(child.Log, child.Record.Head, cancellationToken).ConfigureAwait(false);
        if (newest is null)
            return TextOf(child, await agent.RunAsync(task, child, options, cancellationToken).ConfigureAwait(false));
        if ((!newest.HasEnd || newest.Status == TurnStatus.Waiting) && await agent.ResumeAsync(child, options, cancellationToken).ConfigureAwait(false) is { } resumed)
            return TextOf(child, resumed);
        if (newest.Status == TurnStatus.Completed)
            return (await child.GetItemsAsync(1, ChatRole.Assistant, cancellationToken: cancellationToken).ConfigureAwait(false)) is [var last] ? ModelText.WithoutThoughts(last.Message.Text) : "";

        // It was cancelled, failed or limited: asked again behind what it did, it sees which tools have run.
        return TextOf(child, await agent.RunAsync(task, child, options, cancellationToken).ConfigureAwait(false));
    }

    private static string TextOf(Session child, AgentAnswer answer) => answer.Status == TurnStatus.Waiting ? throw new ChildWaitsException(child.Key) : ModelText.WithoutThoughts(answer.Text);
}
