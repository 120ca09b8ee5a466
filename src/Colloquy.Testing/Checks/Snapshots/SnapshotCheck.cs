namespace Colloquy.Testing;

/// <summary>Represents a check that the transcript is the same as that of an earlier run, which a text file beside the test has.</summary>
/// <remarks>A snapshot that is missing is written, and the check fails, so that a person looks at the file before it counts. Set the environment variable <c>COLLOQUY_UPDATE_SNAPSHOTS</c> to <c>1</c> to write all snapshots again; the checks then pass. Identifiers such as GUIDs, and times with a date, are made canonical.</remarks>
public sealed class SnapshotCheck : ImmediateCheck
{
    /// <summary>The environment variable that makes checks write their snapshots again.</summary>
    public const string UpdateVariable = "COLLOQUY_UPDATE_SNAPSHOTS";

    /// <summary>Initializes a check.</summary>
    /// <param name="path">The path of the file.</param>
    public SnapshotCheck(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = path;
    }

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <summary>Gets regular expressions of what is different in each run, with what replaces each match. They are applied before identifiers and times are made canonical.</summary>
    public IReadOnlyList<(string Pattern, string Replacement)> Replacements { get; init; } = [];

    /// <summary>Gets a value that indicates whether the file is written again.</summary>
    /// <value>The default is whether the environment variable <c>COLLOQUY_UPDATE_SNAPSHOTS</c> is <c>1</c> or <c>true</c>.</value>
    public bool Updates { get; init; } = Environment.GetEnvironmentVariable(UpdateVariable) is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public override string Name => "snapshot";

    /// <inheritdoc />
    public override string Expected => $"the transcript is that of {System.IO.Path.GetFileName(Path)}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is not { } folder || !Directory.Exists(folder))
            return CannotTell($"There is no folder for the snapshot {Path}. The path comes from where the test was compiled; run the tests where their sources are, or give the file name.");

        var actual = SnapshotText.Of(subject, Replacements);
        if (!File.Exists(Path))
        {
            File.WriteAllText(Path, actual);
            return Updates ? Pass($"{Path} was written") : Fail($"there was no snapshot. It was written to {Path}: look at it, and run the test again");
        }

        var expected = File.ReadAllText(Path).ReplaceLineEndings("\n");
        if (expected == actual)
            return Pass();
        if (!Updates)
            return Fail($"{TextDifference.Of(expected, actual)}\n(Set {UpdateVariable}=1 to write {Path} again.)");

        File.WriteAllText(Path, actual);
        return Pass($"{Path} was written again");
    }
}
