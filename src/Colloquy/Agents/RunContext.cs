using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a tool is told of the run that calls it. The model never sees it.</summary>
/// <remarks>A parameter of this type of a tool made by <see cref="AgentTool.Create"/> is filled in; any other tool finds it by <see cref="From"/>.</remarks>
public sealed class RunContext
{
    internal RunContext(Agent agent, Session session, SessionState state, int turn, object? context, IServiceProvider? services, CancellationToken cancellationToken)
    {
        Agent = agent;
        Session = session;
        State = state;
        Turn = turn;
        Context = context;
        Services = services;
        CancellationToken = cancellationToken;
    }

    /// <summary>The agent that runs.</summary>
    public Agent Agent { get; }

    /// <summary>The session that it runs on; one in memory that nobody keeps when it runs without a session.</summary>
    public Session Session { get; }

    /// <summary>The session's state as the run sees it. Writes are committed with the step that made them.</summary>
    public SessionState State { get; }

    /// <summary>The user of the session, empty when nobody owns it.</summary>
    public string User => Session.Key.User;

    /// <summary>The number of the turn along its branch, from 1.</summary>
    public int Turn { get; }

    /// <summary>Services of the caller; null when none were given.</summary>
    public IServiceProvider? Services { get; }

    /// <summary>Cancelled when the run is.</summary>
    public CancellationToken CancellationToken { get; }

    private object? Context { get; }

    /// <summary>Returns the object that the caller gave the run.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="InvalidOperationException">The run was given none, or one of another type.</exception>
    public T Get<T>()
        where T : notnull =>
        Context is T found ? found : throw new InvalidOperationException($"The run was given {Context?.GetType().ToString() ?? "no object"}, where the tool expects {typeof(T)}. Give it in RunOptions.Context.");

    /// <summary>Finds the run in the arguments of a call; null when it was not an agent that called.</summary>
    /// <param name="arguments">The arguments that the tool was called with.</param>
    public static RunContext? From(AIFunctionArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Context?.TryGetValue(typeof(RunContext), out var run) == true ? run as RunContext : null;
    }
}
