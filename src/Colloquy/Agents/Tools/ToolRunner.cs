using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Calls tools. A failure of a tool becomes a result that the model sees.</summary>
internal sealed class ToolRunner(IList<AITool>? tools, RunContext run, IReadOnlyList<AgentMiddleware> middleware, bool includeDetailedErrors, Patience patience)
{
    private const string LeftToItself = "This call did not end when its turn was told to stop. Its outcome is unknown: check whether it took effect before you repeat it.";

    public static ToolCall Describe(FunctionCallContent call) => new()
    {
        CallId = call.CallId,
        Name = call.Name,
        Arguments = call.Arguments is { } arguments ? new Dictionary<string, object?>(arguments) : null,
    };

    /// <summary>Whether a call whose outcome is unknown may be made again. Agents that are tools go on where they were.</summary>
    public bool IsIdempotent(FunctionCallContent call) => Find(call.Name) is { } tool && (IdempotentAIFunction.Is(tool) || IsAgent(call));

    /// <summary>Whether a call is of an agent that is a tool.</summary>
    public bool IsAgent(FunctionCallContent call) => Find(call.Name)?.GetService<AgentFunction>() is not null;

    /// <summary>Whether a call is of a tool that is declared, and has nothing to invoke.</summary>
    public bool IsDeclared(FunctionCallContent call) =>
        call.Exception is null && Find(call.Name) is null && tools?.Any(tool => tool is AIFunctionDeclaration && tool.Name == call.Name) == true;

    /// <summary>The handoff that a call asks for; null when it asks for a tool.</summary>
    public Handoff? FindHandoff(FunctionCallContent call) => call.Exception is null && Find(call.Name) is HandoffFunction function ? function.Handoff : null;

    /// <summary>Calls the tool that a call names.</summary>
    /// <param name="call">The call.</param>
    /// <param name="key">What names it in the session.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; whether the tool took effect is unknown.</exception>
    public async Task<ToolCall> CallAsync(FunctionCallContent call, string key)
    {
        var described = Describe(call);
        if (call.Exception is { } malformed)
            return Refuse(described, Malformed(malformed));
        if (IsDeclared(call))
            return Refuse(described, $"'{call.Name}' is for the application to run, which cannot be reached from here. Do without it.");
        if (Find(call.Name) is not { } function)
            return Refuse(described, $"{(string.IsNullOrWhiteSpace(call.Name) ? "the call names no tool" : $"there is no tool named '{call.Name}'")}. The tools are: {string.Join(", ", tools?.Select(tool => ToolName.Legal(tool.Name)) ?? [])}.");

        var start = Stopwatch.GetTimestamp();
        var context = run.For(key);
        using var span = RunSpans.StartTool(context, call, function);
        var isAgent = function.GetService<AgentFunction>() is not null;
        if (isAgent)
            described = described with { ChildSession = AgentFunction.ChildId(context) };
        var request = new ToolRequest { Run = context, Tool = function, CallId = call.CallId, Arguments = described.Arguments };
        Task? child = null;
        try
        {
            var result = await patience.WaitAsync(
                $"Tool '{function.Name}'",
                async stop => Incoming.TakeResult(Storable(await MiddlewareChain.Around(middleware, InvokeAsync)(request, stop).ConfigureAwait(false), function), function.Name, run.Session.Log),
                context.CancellationToken,
                within: () => Volatile.Read(ref child)).ConfigureAwait(false);
            return described with { Result = result, Duration = Stopwatch.GetElapsedTime(start) };
        }
        catch (AbandonedException e) when (e.By == patience)
        {
            context.Fence.Close();
            RunSpans.Fail(span, e);

            // Left without a result, the call is found as after a crash by whoever goes on with the turn.
            if (run.SuspendToken.IsCancellationRequested)
                throw;
            return described with { Result = LeftToItself, Error = LeftToItself, Exception = e, Duration = Stopwatch.GetElapsedTime(start) };
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is ChildWaitsException or TurnInterruptedException { IsStopping: true })
        {
            throw;
        }
        catch (Exception e)
        {
            RunSpans.Fail(span, e);
            if (e is not ToolFailedException { InnerException: null })
                AgentLog.ToolFailed(run.Session.Log.Logger, e, function.Name, run.TurnNumber, run.Session.Key);
            var problem = e is ToolFailedException ? null : ArgumentFit.FindProblem(function, request.Arguments);
            return Refuse(described, problem ?? ErrorText.OfCall(e, includeDetailedErrors)) with { Exception = e, Duration = Stopwatch.GetElapsedTime(start) };
        }

        ValueTask<object?> InvokeAsync(ToolRequest passed, CancellationToken stop)
        {
            context.Fence.ThrowIfClosed();
            var invoked = Invoke(passed, stop);
            if (!isAgent)
                return invoked;

            var task = invoked.AsTask();
            child = task;
            return new ValueTask<object?>(task);
        }
    }

    private static ValueTask<object?> Invoke(ToolRequest request, CancellationToken cancellationToken)
    {
        return request.Tool.InvokeAsync(request.Run.ToArguments(request.Arguments), cancellationToken);
    }

    public static ToolCall Refuse(ToolCall call, string problem) => call with { Result = $"Error: {problem}", Error = problem };

    /// <summary>A result in the form in which it is stored, so that the model sees the same now and after a restart.</summary>
    private static object? Storable(object? result, AIFunction function) => result switch
    {
        null or string or JsonElement => result,
        TextContent text => text.Text,
        AIContent content => new List<AIContent> { content },
        IEnumerable<AIContent> contents => contents.ToList(),
        _ => JsonSerializer.SerializeToElement(result, (ReferenceEquals(function.JsonSerializerOptions, AIJsonUtilities.DefaultOptions) || ReferenceEquals(function.JsonSerializerOptions, ValueJson.Options) ? ValueJson.Results : function.JsonSerializerOptions).GetTypeInfo(result.GetType())),
    };

    /// <summary>What the model is told of arguments that are no JSON.</summary>
    public static string Malformed(Exception problem) => $"the arguments could not be read ({problem.Message}). Send them again as valid JSON.";

    public AIFunction? Find(string name) => tools?.OfType<AIFunction>().FirstOrDefault(tool => tool.Name == name);
}
