namespace Colloquy.Testing;

/// <summary>Records the exchanges of a conversation with models and tools in a file, and replays them. <see cref="CassetteConversationBuilderExtensions.UseCassette"/> adds one to a conversation.</summary>
public sealed class Cassette : ConversationExtension
{
    private readonly PlayedTrack _track;
    private readonly Dictionary<int, int> _forks = [];

    private Cassette(CassetteDeck deck, int trial, string fork) => _track = new PlayedTrack(deck, trial, fork);

    internal Cassette(string path, ConversationBuilder conversation, CassetteMode mode, CassetteOptions options)
        : this(new CassetteDeck(path, conversation.Name, conversation.Variant, mode, options) { HasPlantedFault = HasPlantedFault(conversation.Extensions) }, conversation.Trial, "")
    {
    }

    /// <summary>Gets the path of the file.</summary>
    public string Path => _track.Deck.Path;

    /// <summary>Gets the mode.</summary>
    public CassetteMode Mode => _track.Deck.Mode;

    /// <summary>Gets the number of recorded exchanges that were not replayed so far.</summary>
    public int UnusedCount => _track.UnusedCount;

    /// <summary>Gets the number of calls of tools that were answered by a recorded exchange which had answered another call before. Only a conversation with a planted fault has such calls: the state of the tool host does not show them.</summary>
    public int RepeatedCount => _track.RepeatedCount;

    /// <inheritdoc />
    public override IChatClient WrapClient(IChatClient client, string name) => Mode == CassetteMode.Live ? client : new CassetteChatClient(client, name, _track);

    /// <inheritdoc />
    public override IChatClient WrapOtherClient(IChatClient client, string name) => WrapClient(client, PlayedTrack.OtherModel + name);

    /// <inheritdoc />
    public override ToolHost WrapToolHost(ToolHost host) => Mode == CassetteMode.Live ? host : new CassetteToolHost(host, _track);

    /// <inheritdoc />
    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        _track.Deck.HasPlantedFault |= HasPlantedFault(conversation.Extensions);
        _track.BeginTurn(turnNumber, conversation.IsPrelude, conversation.RunningTurn);
        return default;
    }

    /// <inheritdoc />
    /// <exception cref="CassetteMissException">The cassette had no answer to a request of the turn.</exception>
    public override ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        // What happened with a server that died says nothing, and would be replayed for ever.
        if (conversation.ToolHosts.Any(host => host.FindLoss() is not null))
            _track.Stop();
        _track.EndTurn();
        return default;
    }

    /// <inheritdoc />
    public override ValueTask OnEndedAsync(Conversation conversation)
    {
        _track.Save();
        return default;
    }

    /// <inheritdoc />
    public override ConversationExtension Fork()
    {
        var number = _forks[_track.Turn] = _forks.GetValueOrDefault(_track.Turn) + 1;
        var parent = _track.Track.Fork;
        return new Cassette(_track.Deck, _track.Track.Trial, $"{(parent.Length == 0 ? "" : $"{parent}/")}{_track.Turn}.{number}");
    }

    private static bool HasPlantedFault(IReadOnlyList<ConversationExtension> extensions) => extensions.Any(extension => extension.IsPlantedFault);
}
