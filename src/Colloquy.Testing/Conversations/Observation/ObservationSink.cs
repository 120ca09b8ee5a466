namespace Colloquy.Testing;

/// <summary>Collects what the observed clients and tools of a conversation do, for the turn that runs.</summary>
internal sealed class ObservationSink
{
    private readonly Lock _lock = new();
    private List<ObservedModelCall?> _models = [];
    private List<ToolSlot> _tools = [];
    private readonly List<SeenHostState> _looks = [];

    /// <summary>Keeps a place for a call that begins, so that calls are in the order in which they began.</summary>
    public Action<ObservedModelCall> BeginModelCall()
    {
        lock (_lock)
        {
            var (list, index) = (_models, _models.Count);
            list.Add(null);
            return call =>
            {
                lock (_lock)
                    list[index] = call;
            };
        }
    }

    /// <summary>Keeps a place for a call of a tool that begins.</summary>
    /// <param name="describeLost">Returns the call as it is known when the process is lost before it has ended; null for one that did not reach its host.</param>
    /// <returns>What is told the call when it has ended; null for one that did not reach its host.</returns>
    public Action<HostCall?> BeginToolCall(Func<HostCall?> describeLost)
    {
        var slot = new ToolSlot(describeLost);
        lock (_lock)
            _tools.Add(slot);
        return call =>
        {
            lock (_lock)
                (slot.Call, slot.HasEnded) = (call, true);
        };
    }

    /// <summary>The number of turns that were taken.</summary>
    public int Turn { get; set; }

    /// <summary>What the test saw of the state of tool hosts, in order.</summary>
    public IReadOnlyList<SeenHostState> Looks
    {
        get
        {
            lock (_lock)
                return [.. _looks];
        }
    }

    public void Add(SeenHostState look)
    {
        lock (_lock)
            _looks.Add(look with { Turn = Turn });
    }

    /// <summary>Whether a model that was called has not answered yet.</summary>
    public bool WaitsForModel
    {
        get
        {
            lock (_lock)
                return _models.Contains(null);
        }
    }

    /// <summary>Returns what was collected since the last call, and empties it.</summary>
    /// <param name="isLost">Whether the process of the agent was lost, so that it does not receive what tools still return.</param>
    public (IReadOnlyList<ObservedModelCall> Models, IReadOnlyList<HostCall> Tools) Take(bool isLost = false)
    {
        lock (_lock)
        {
            var taken = (_models.OfType<ObservedModelCall>().ToList(), _tools.Select(slot => slot.HasEnded || !isLost ? slot.Call : slot.DescribeLost()).OfType<HostCall>().ToList());
            (_models, _tools) = ([], []);
            return taken;
        }
    }

    private sealed class ToolSlot(Func<HostCall?> describeLost)
    {
        public HostCall? Call { get; set; }

        public bool HasEnded { get; set; }

        public HostCall? DescribeLost() => describeLost();
    }
}

/// <summary>A call of a tool that the test made, to look at the state of its host.</summary>
internal sealed record SeenHostState(string Host, string Tool, string Arguments, System.Text.Json.JsonElement Result)
{
    /// <summary>The number of the turn after which it was made; 0 for one before the first.</summary>
    public int Turn { get; init; }
}

/// <summary>A call of a tool as its host saw it. It does not know the id that the model gave it.</summary>
internal sealed record HostCall(string Host, string Tool, string Name, IReadOnlyDictionary<string, object?> Arguments, object? Result, Exception? Error, TimeSpan Duration, bool IsReplayed)
{
    /// <summary>Whether a repeated call changes nothing more.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Whether the process of the agent was lost before it received the result.</summary>
    public bool IsLost { get; init; }
}

/// <summary>A tool of a host, by its own name and by the one that models are shown.</summary>
internal sealed record HostTool(string? Host, string Tool, string Name);
