using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>Represents the repair desk of a workshop. Each caller has one session, which outlives the process.</summary>
/// <param name="store">The store that keeps the sessions.</param>
/// <param name="model">The model that answers.</param>
public sealed class RepairDesk(ISessionStore store, IChatClient model)
{
    public const string App = "repair-desk";

    private const string Instructions = """
        You answer the repair desk of a workshop.
        A conversation can be days old: read it, and welcome people back who called before.
        A fault gets one case only. Look through the caller's cases (list_cases) first, and when one is about the same fault,
        tell its number and state and open no second one.
        Call cases by their number. Do not make up a case or a state.
        """;

    private readonly Agent _agent = new(model)
    {
        Name = "desk",
        InstructionsFactory = run =>
        {
            var caller = run.Get<Caller>();
            return ValueTask.FromResult<string?>($"{Instructions}\n\nThe caller is {caller.Name} from {caller.Hall}.");
        },
        Tools = new DeskTools(store).All,
    };

    /// <summary>Opens the caller's session: creates it for the first call, and resumes it for later ones.</summary>
    public Task<Session> OpenAsync(string callerId, CancellationToken cancellationToken = default) =>
        store.OpenAsync(new SessionKey("repairs", callerId, App), cancellationToken: cancellationToken);

    /// <summary>Answers a message.</summary>
    public async Task<DeskAnswer> AnswerAsync(Caller caller, string message, CancellationToken cancellationToken = default)
    {
        var session = await OpenAsync(caller.Id, cancellationToken);
        var calledBefore = await session.Turns.CountAsync(cancellationToken) > 0;
        var answer = await _agent.RunAsync(message, session, new RunOptions { Context = caller }, cancellationToken);
        return new DeskAnswer(calledBefore, answer);
    }

    /// <summary>Counts the turns and messages of the caller's conversation.</summary>
    public async Task<ConversationSize> CountAsync(string callerId, CancellationToken cancellationToken = default)
    {
        var session = await OpenAsync(callerId, cancellationToken);
        var messages = await session.ReadItemsAsync(cancellationToken: cancellationToken).CountAsync(cancellationToken);
        return new ConversationSize(await session.Turns.CountAsync(cancellationToken), messages);
    }

    /// <summary>Empties the caller's conversation. Its cases go with it.</summary>
    public async Task StartOverAsync(string callerId, CancellationToken cancellationToken = default)
    {
        var session = await OpenAsync(callerId, cancellationToken);
        await session.ClearAsync(cancellationToken);
    }

    /// <summary>Takes back the last turn and the state that it wrote.</summary>
    /// <returns>The turn, or null when the conversation has none.</returns>
    public async Task<Turn?> TakeBackAsync(string callerId, CancellationToken cancellationToken = default)
    {
        var session = await OpenAsync(callerId, cancellationToken);
        return await session.UndoTurnAsync(cancellationToken);
    }

    /// <summary>Lists the caller's cases.</summary>
    public async Task<IReadOnlyList<RepairCase>> ListCasesAsync(string callerId, CancellationToken cancellationToken = default)
    {
        var session = await OpenAsync(callerId, cancellationToken);
        return await new CaseBook(session.State).ListAsync(cancellationToken);
    }
}

/// <summary>Represents the answer of the desk.</summary>
/// <param name="CalledBefore">Whether the conversation had turns before this one.</param>
/// <param name="Answer">The outcome of the turn.</param>
public sealed record DeskAnswer(bool CalledBefore, AgentAnswer Answer);

/// <summary>Represents the size of a conversation.</summary>
public sealed record ConversationSize(int Turns, int Messages);
