namespace Colloquy.Testing;

/// <summary>Configures a cassette.</summary>
public sealed class CassetteOptions
{
    /// <summary>Gets or sets the sides of the conversation that are replayed. Both are recorded.</summary>
    /// <value>The default is <see cref="CassetteSides.Both"/>.</value>
    public CassetteSides Replays
    {
        get;
        set => field = value is CassetteSides.Models or CassetteSides.Tools or CassetteSides.Both ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A cassette replays models, tools, or both. To replay nothing, use CassetteMode.Live.");
    }
    = CassetteSides.Both;

    /// <summary>Gets or sets what happens from the first request on that differs from what is recorded.</summary>
    /// <value>The default is <see cref="CassetteDivergence.Fail"/>.</value>
    public CassetteDivergence OnDivergence { get; set; }

    /// <summary>Gets or sets a value that indicates whether <see cref="CassetteMode.Auto"/> records what is missing. Null records, but not where the environment variable <c>CI</c> is set.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public bool? RecordsInAuto { get; set; }

    internal bool MayRecordInAuto => RecordsInAuto ?? Environment.GetEnvironmentVariable("CI") is null or "" or "0" or "false";

    /// <summary>Gets the parts of requests that differ from run to run, such as dates and ids. They are left out when requests are compared.</summary>
    /// <value>Empty by default.</value>
    public IList<VolatileField> Volatile { get; } = [];

    /// <summary>Gets values that are secret, beside keys, tokens and passwords of known forms and the values of environment variables such as <c>OPENAI_API_KEY</c>. They are replaced before anything is written.</summary>
    /// <value>Empty by default.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>Gets regular expressions of secrets. A group named <c>secret</c> is what is replaced; without one, the whole match.</summary>
    /// <value>Empty by default.</value>
    public IList<string> SecretPatterns { get; } = [];
}
