using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>What to do with a call.</summary>
/// <param name="Replay">What answers it; null when it is made.</param>
/// <param name="Record">Keeps what it returned; null when it is not recorded.</param>
internal readonly record struct Play<T>(T? Replay, Action<T>? Record)
    where T : RecordedCall;

/// <summary>A track as a conversation plays it: decides for each call whether it is replayed, recorded, or only made.</summary>
internal sealed class PlayedTrack
{
    /// <summary>What the names of models begin with that are not the agent's, such as those of judges.</summary>
    public const string OtherModel = "other:";

    private readonly Lock _lock = new();
    private readonly CassetteDeck _deck;
    private readonly RecordedTrack _track;
    private readonly List<RecordedCall> _old;
    private readonly List<RecordedCall?> _new = [];
    private readonly HashSet<int> _recordedTurns = [];
    private readonly List<CassetteMissException> _misses = [];
    private List<RecordedModelCall> _replaced = [];
    private Tail _tail;
    private int _turn;
    private bool _isInTurn;
    private bool _isPrelude;
    private bool _hasChanged;
    private bool _isStopped;

    public PlayedTrack(CassetteDeck deck, int trial, string fork)
    {
        _deck = deck;
        _track = deck.OpenTrack(trial, fork);
        _old = [.. _track.Calls];
        Reading = new MessageReading(deck.Text);
    }

    private enum Tail
    {
        None,
        Live,
        Recorded,
    }

    public CassetteDeck Deck => _deck;

    public RecordedTrack Track => _track;

    public MessageReading Reading { get; }

    public int Turn => _turn;

    /// <summary>Gets the tests that share the recording; null when only one is known.</summary>
    public CassetteTwins? Twins { get; private set; }

    /// <summary>Gets the number of recorded exchanges that were not used.</summary>
    public int UnusedCount
    {
        get
        {
            lock (_lock)
                return _old.Count(call => !call.IsUsed);
        }
    }

    /// <summary>Gets the number of calls of tools that were answered by an exchange that had answered another call.</summary>
    public int RepeatedCount { get; private set; }

    private bool RecordsTurn => _deck.Mode == CassetteMode.Record && !_isPrelude;

    public void BeginTurn(int turn, bool isPrelude, string? test)
    {
        lock (_lock)
        {
            if (turn == 1 && _track.Fork.Length == 0 && !string.IsNullOrEmpty(test))
                Twins = CassetteTwins.Find(_deck.Path, _track.Trial, test);
            (_turn, _isInTurn, _isPrelude, _replaced) = (turn, true, isPrelude, []);
            if (RecordsTurn)
                BeginRecording();
        }
    }

    /// <summary>Ends a turn, and keeps what it recorded.</summary>
    /// <exception cref="CassetteMissException">The cassette had no answer to a request of the turn, whatever the agent made of it.</exception>
    public void EndTurn()
    {
        lock (_lock)
        {
            _isInTurn = false;
            if (RecordsTurn && !IsAsBefore())
                Forget(_turn);
        }

        Save();
        lock (_lock)
        {
            if (_misses is [var first, ..])
            {
                _misses.Clear();
                throw first;
            }
        }
    }

    /// <summary>Records nothing more: neither this turn nor a later one.</summary>
    public void Stop()
    {
        lock (_lock)
            _isStopped = true;
    }

    public void Save()
    {
        lock (_lock)
        {
            if (!_hasChanged || !_deck.MayRecord || _isStopped)
                return;

            _hasChanged = false;
            _deck.Save(_track.Trial, _track.Fork, [.. _old.Concat(_new.OfType<RecordedCall>()).OrderBy(call => call.Turn)]);
        }
    }

    /// <summary>Decides what happens to a request to a model.</summary>
    public Play<RecordedModelCall> Find(ModelRequest request)
    {
        lock (_lock)
        {
            if (RecordsTurn)
                return new(null, Record<RecordedModelCall>());
            if (!_deck.Replays(CassetteSides.Models))
                return default;
            if (_tail != Tail.None)
                return new(null, _tail == Tail.Recorded ? Record<RecordedModelCall>() : null);
            if (_old.OfType<RecordedModelCall>().FirstOrDefault(call => !call.IsUsed && call.Request.Key == request.Key) is { } found)
            {
                found.IsUsed = true;
                return new(found, null);
            }

            // A fault can ask the model the same thing once more, and is answered as before.
            if (_deck.HasPlantedFault && _old.OfType<RecordedModelCall>().LastOrDefault(call => call.IsUsed && call.Request.Key == request.Key) is { } again)
                return new(again, null);

            // A judge that was added later is asked for the first time, and changes nothing of the conversation.
            var ofKind = _old.OfType<RecordedModelCall>().Where(call => IsOther(call.Request) ? call.Request.Client == request.Client : !IsOther(request));
            if (_deck.MayRecord && IsOther(request) && ofKind.All(call => call.IsUsed))
                return new(null, Record<RecordedModelCall>());
            return TryDiverge(isEnd: ofKind.All(call => call.IsUsed))
                ? new(null, _tail == Tail.Recorded ? Record<RecordedModelCall>() : null)
                : throw Miss(MissReport.Of(this, request, [.. _old.OfType<RecordedModelCall>()]));
        }
    }

    /// <summary>Decides what happens to a call of a tool.</summary>
    public Play<RecordedToolCall> Find(string host, string tool, JsonElement arguments, bool isLook)
    {
        var key = Reading.Text.Of(arguments, isData: true);
        lock (_lock)
        {
            if (RecordsTurn)
                return new(null, Record<RecordedToolCall>());
            if (_deck.Mode != CassetteMode.Record && !_deck.Replays(CassetteSides.Tools))
                return new(null, _tail == Tail.Recorded ? Record<RecordedToolCall>() : null);
            if (_tail != Tail.None)
                return new(null, _tail == Tail.Recorded ? Record<RecordedToolCall>() : null);

            var ofTurn = _old.OfType<RecordedToolCall>().Where(call => !call.IsUsed && call.IsLook == isLook && call.Turn == _turn).ToList();
            if (ofTurn.Find(call => call.IsOf(host, tool) && call.Key == key) is { } found)
            {
                found.IsUsed = true;
                return new(found, null);
            }

            // A spoilt agent that calls again is answered as before, so that its tests can look at what it did.
            if (_deck.HasPlantedFault && !isLook && FindAgain(host, tool, key) is { } again)
            {
                RepeatedCount++;
                return new(again, null);
            }

            // One more call in a turn whose others were made is missing, rather than another.
            if (_deck.MayRecord && ofTurn.Count == 0)
                return new(null, Record<RecordedToolCall>());
            return TryDiverge(isEnd: false)
                ? new(null, _tail == Tail.Recorded ? Record<RecordedToolCall>() : null)
                : throw Miss(MissReport.Of(this, host, tool, key, isLook, [.. _old.OfType<RecordedToolCall>()]));
        }
    }

    /// <summary>Notes that something is missing, which fails the turn whatever the agent makes of it.</summary>
    public CassetteMissException Miss(CassetteMissException miss)
    {
        lock (_lock)
        {
            // Between turns, the test or a judge asks, and is told.
            if (_isInTurn)
                _misses.Add(miss);
        }

        return miss;
    }

    private static bool IsOther(ModelRequest request) => request.Client.StartsWith(OtherModel, StringComparison.Ordinal);

    /// <summary>The newest recorded exchange of the same call, up to the turn that runs.</summary>
    private RecordedToolCall? FindAgain(string host, string tool, string key) =>
        _old.OfType<RecordedToolCall>().LastOrDefault(call => call.IsUsed && !call.IsLook && call.Turn <= _turn && call.IsOf(host, tool) && call.Key == key);

    private bool TryDiverge(bool isEnd)
    {
        if (_deck.MayRecord && (isEnd || _isPrelude || _deck.OnDivergence == CassetteDivergence.RecordTail))
        {
            _tail = Tail.Recorded;
            if (!isEnd)
            {
                _old.RemoveAll(call => !call.IsUsed && call.Turn >= _turn);
                Forget(_turn);
            }

            return true;
        }

        if (_deck.OnDivergence != CassetteDivergence.GoLive)
            return false;
        _tail = Tail.Live;
        return true;
    }

    private Action<T> Record<T>()
        where T : RecordedCall
    {
        if (RecordsTurn)
            BeginRecording();
        var place = _new.Count;
        _new.Add(null);
        return call =>
        {
            lock (_lock)
            {
                call.IsUsed = true;
                _new[place] = call;
                _hasChanged = true;
            }
        };
    }

    private void BeginRecording()
    {
        if (!_recordedTurns.Add(_turn))
            return;

        _replaced = [.. _old.Where(call => call.Turn == _turn).OfType<RecordedModelCall>().Where(call => !IsOther(call.Request))];
        _hasChanged |= _old.RemoveAll(call => call.Turn == _turn) > 0;
    }

    /// <summary>Whether a turn that was recorded again went as it did before, so that what followed it still does.</summary>
    private bool IsAsBefore()
    {
        var now = _new.OfType<RecordedModelCall>().Where(call => call.Turn == _turn && !IsOther(call.Request)).ToList();
        return now.Count == _replaced.Count && now.Zip(_replaced).All(pair => pair.First.Request.Key == pair.Second.Request.Key && pair.First.Repeated.Select(message => message.Hash).SequenceEqual(pair.Second.Repeated.Select(message => message.Hash)));
    }

    /// <summary>Removes what was recorded after a turn that is no longer what it was.</summary>
    private void Forget(int turn)
    {
        _hasChanged |= _old.RemoveAll(call => call.Turn > turn) > 0;
        _deck.DropForks(_track.Trial, _track.Fork, turn);
    }
}
