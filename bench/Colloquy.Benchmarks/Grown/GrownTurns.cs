namespace Colloquy.Benchmarks;

/// <summary>
/// Turns on sessions that have so many messages. They go round as many sessions as have 10,000 messages together, as in a
/// process that serves many people, so that sides of all lengths have equally much in memory. When the turns have made the
/// sessions longer by a tenth, new ones take their place. What makes the sessions, and their first turns, are not measured.
/// </summary>
/// <param name="messages">How many messages each session has at first.</param>
/// <param name="model">The model of the turns, which checks that it is sent all of them.</param>
/// <param name="growAsync">Makes the session of a place from 0 on, in the stead of the one before, and returns what runs a turn on it.</param>
internal sealed class GrownTurns(int messages, InstantModel model, Func<int, int, Task<Func<Task>>> growAsync)
{
    /// <summary>What a turn says.</summary>
    public const string Input = "My invoice of May is wrong.";

    private const int MessagesOfAll = 10_000;

    // The first turn reads what is there, and only those after it can go on from what is in memory.
    private const int FirstTurns = 2;

    private readonly int _most = MessagesOfAll / 10 / (model.Tool is null ? 2 : 4);
    private readonly Func<Task>[] _turnsAsync = new Func<Task>[MessagesOfAll / messages];
    private int _left;
    private int _next;

    /// <summary>Makes ready what one turn uses up. It is not measured, and a slice then has one turn.</summary>
    public Func<Task>? BeforeTurnAsync { get; init; }

    /// <summary>The turns as a side of a measure.</summary>
    public Side ToSide() => new(RunAsync) { PrepareAsync = PrepareAsync, Most = BeforeTurnAsync is null ? _most : 1 };

    public async Task PrepareAsync(int turns)
    {
        if (_left < turns)
            await GrowAsync();
        _left -= turns;
        if (BeforeTurnAsync is not null)
            await BeforeTurnAsync();
    }

    public async Task RunAsync(int turns)
    {
        for (var i = 0; i < turns; i++)
            await _turnsAsync[_next++ % _turnsAsync.Length]();
    }

    private async Task GrowAsync()
    {
        for (var place = 0; place < _turnsAsync.Length; place++)
        {
            var turnAsync = _turnsAsync[place] = await growAsync(place, messages);
            model.CountsNext = true;
            for (var i = 0; i < FirstTurns; i++)
                await turnAsync();
            if (model.Counted != messages + 1)
                throw new InvalidOperationException($"The model was sent {model.Counted} messages, not {messages + 1}.");
        }

        _left = _most;
    }
}
