using BenchmarkDotNet.Attributes;

namespace Colloquy.Benchmarks;

/// <summary>What a log is made of, without a store: a payload read, its hash, the chain, an entry and a commit made.</summary>
public class LogPieces
{
    private static readonly SessionKey Key = new("ticket-1", user: "ada");

    private readonly MessageBody _message = new(SampleTurn.Create(1)[0]);
    private readonly MessageBody _call = new(SampleTurn.Create(1)[1]);
    private SessionRecord _record = null!;
    private EntryWriter _writer = null!;
    private Entry _storedMessage = null!;
    private Entry _storedCall = null!;
    private int _pending;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        await using var store = new InMemorySessionStore();
        _record = await store.CreateAsync(Key);
        _writer = new EntryWriter(_record);
        _storedMessage = _writer.Append(_message);
        _storedCall = _writer.Append(_call);
    }

    [Benchmark(Description = "append a message: JSON, salt, hash, chain")]
    public Entry AppendMessage() => Append(_message);

    [Benchmark(Description = "append a message with a tool call")]
    public Entry AppendCall() => Append(_call);

    [Benchmark(Description = "decode a message: hash, JSON")]
    public object DecodeMessage() => _storedMessage.Decode(Key);

    [Benchmark(Description = "decode a message with a tool call")]
    public object DecodeCall() => _storedCall.Decode(Key);

    [Benchmark(Description = "hash a payload")]
    public Digest HashPayload() => EntryHash.OfPayload(_storedMessage.Salt.Span, _storedMessage.Payload.Span);

    [Benchmark(Description = "chain a header")]
    public Digest HashChain() => EntryHash.OfChain(_record.Chain, _storedMessage);

    [Benchmark(Description = "make a commit of a four-message turn")]
    public Commit MakeCommit()
    {
        var writer = new EntryWriter(_record);
        var turn = writer.Append(new TurnStartBody { Number = 1, Added = true }).Position;
        writer.Append(_message, turn);
        writer.Append(_call, turn);
        writer.Append(_message, turn);
        writer.Append(_message, turn);
        return writer.TakeCommit(CommitId.New());
    }

    private Entry Append(MessageBody body)
    {
        if (++_pending == 1_000)
        {
            _writer.TakeCommit(CommitId.New());
            _pending = 0;
        }

        return _writer.Append(body);
    }
}
