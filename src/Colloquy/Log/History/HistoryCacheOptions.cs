namespace Colloquy;

/// <summary>Represents how much a process keeps of the sessions of a store between their turns.</summary>
/// <remarks>The cache holds entries that were read from the store or written to it. They are checked against the session at each turn, so other processes may write to the same sessions.</remarks>
public sealed class HistoryCacheOptions
{
    /// <summary>The name of the <see cref="AppContext"/> switch that sets the default of <see cref="ChecksEdits"/>.</summary>
    internal const string CheckSwitch = "Colloquy.HistoryCache.ChecksEdits";

    /// <summary>Gets or sets the maximum number of bytes of all sessions together in the cache, 0 to 1 TiB; 0 for no cache. The least recently used sessions are dropped first.</summary>
    /// <remarks>Estimated, to within a tenth of the memory that is used: a message counts about 450 bytes and two bytes per character, and an attachment 3.7 times its bytes. What a running turn uses does not count.</remarks>
    /// <value>The default is 64 MiB.</value>
    public long MaxBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxBytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1L << 40, nameof(MaxBytes));
            field = value;
        }
    } = 64 * 1024 * 1024;

    /// <summary>Gets or sets the time without a turn after which a session is dropped, from 1 second to 1 day.</summary>
    /// <value>The default is 20 minutes.</value>
    public TimeSpan IdleTime
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1), nameof(IdleTime));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(IdleTime));
            field = value;
        }
    } = TimeSpan.FromMinutes(20);

    /// <summary>Gets or sets whether each model call checks that the client and the middleware left the earlier messages unchanged, which later turns are shown again. A change throws an <see cref="InvalidOperationException"/>.</summary>
    /// <remarks>The check takes time in proportion to the window. Turn it on in tests.</remarks>
    /// <value>The default is false, unless the AppContext switch <c>Colloquy.HistoryCache.ChecksEdits</c> is set.</value>
    public bool ChecksEdits { get; set; } = AppContext.TryGetSwitch(CheckSwitch, out var on) && on;

    internal HistoryCacheOptions Copy() => new() { MaxBytes = MaxBytes, IdleTime = IdleTime, ChecksEdits = ChecksEdits };
}
