namespace Colloquy.Benchmarks;

/// <summary>Adds turns to a session as <see cref="Session.AddAsync(IEnumerable{Microsoft.Extensions.AI.ChatMessage}, CancellationToken)"/> would, many to a commit.</summary>
internal sealed class SessionBuilder
{
    private const int TurnsInCommit = 1_000;

    private readonly ISessionStore _store;
    private readonly EntryWriter _writer;
    private int _turns;

    private SessionBuilder(ISessionStore store, SessionRecord record)
    {
        _store = store;
        _writer = new EntryWriter(record);
    }

    public static async Task<SessionBuilder> OpenAsync(ISessionStore store, SessionKey key) => new(store, await store.CreateAsync(key));

    public async Task AddTurnsAsync(int turns)
    {
        for (var i = 1; i <= turns; i++)
        {
            Add(++_turns);
            if (i % TurnsInCommit == 0 || i == turns)
                await _store.CommitAsync(_writer.Key, _writer.TakeCommit(CommitId.New()));
        }
    }

    private void Add(int number)
    {
        var messages = SampleTurn.Create(number);
        var turn = _writer.Append(new TurnStartBody { Number = number, Added = true, Input = messages[0].Text[..200] }).Position;
        foreach (var message in messages)
            _writer.Append(new MessageBody(message), turn);
    }
}
