namespace Colloquy;

/// <summary>What windows want to know of an earlier model call. Decoded when somebody asks.</summary>
/// <param name="entry">The call.</param>
/// <param name="ordinal">The number of the entry among those of the line that windows read.</param>
/// <param name="isPassedOver">Whether the messages around it were pruned, so that who reads messages passes over it.</param>
internal sealed class CallFact(Entry entry, int ordinal, bool isPassedOver)
{
    private Entry? _entry = entry;
    private Position? _cut;
    private double? _calibration;
    private bool _isAnswering;

    public Position Position { get; } = entry.Position;

    public string? Author { get; } = entry.Author;

    public int Ordinal => ordinal;

    public bool IsPassedOver => isPassedOver;

    /// <summary>Whether it was to answer, and not asked beside the conversation.</summary>
    public bool IsAnswering(SessionLog log)
    {
        Read(log);
        return _isAnswering;
    }

    /// <summary>Where its window was cut.</summary>
    public Position? Cut => _cut;

    /// <summary>The factor between the tokens that the service counts and the estimate; null when the call shows none.</summary>
    public double? Calibration => _calibration;

    private void Read(SessionLog log)
    {
        if (_entry is not { } entry)
            return;

        if (!entry.IsPruned && log.Decode(entry) is ModelCallBody { Purpose: null } call)
            (_isAnswering, _cut, _calibration) = (true, call.Cut, Colloquy.Calibration.Of(call));
        _entry = null;
    }
}
