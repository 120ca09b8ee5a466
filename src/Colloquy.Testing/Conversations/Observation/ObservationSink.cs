namespace Colloquy.Testing;

/// <summary>Collects what the observed clients and tools of a conversation do, for the turn that runs.</summary>
internal sealed class ObservationSink
{
    private readonly Lock _lock = new();
    private List<ObservedModelCall?> _models = [];
    private List<HostCall> _tools = [];

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

    public void Add(HostCall call)
    {
        lock (_lock)
            _tools.Add(call);
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
    public (IReadOnlyList<ObservedModelCall> Models, List<HostCall> Tools) Take()
    {
        lock (_lock)
        {
            var taken = (_models.OfType<ObservedModelCall>().ToList(), _tools);
            (_models, _tools) = ([], []);
            return taken;
        }
    }
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
