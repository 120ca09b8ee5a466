using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Represents a test that was made of a stored session: a test class with a turn for each thing that the user said, and the cassette that answers it.</summary>
public sealed record SessionTest
{
    /// <summary>Gets the name of the conversation.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of the test class, which is also that of its file.</summary>
    public required string ClassName { get; init; }

    /// <summary>Gets the C# source of the test class, for Colloquy.Testing.Xunit.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the text of the cassette.</summary>
    public required string Cassette { get; init; }

    /// <summary>Gets what the test does not have of the session, a sentence each. Empty when it has everything.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Gets the number of turns of the test.</summary>
    public required int TurnCount { get; init; }

    /// <summary>Gets the number of model calls in the cassette.</summary>
    public required int ModelCallCount { get; init; }

    /// <summary>Gets the number of tool calls in the cassette.</summary>
    public required int ToolCallCount { get; init; }

    /// <summary>Gets what was replaced by <c>[secret]</c>, a line for each kind with the number of different values, such as <c>keys of known services: 1</c>. Empty when nothing was.</summary>
    public required IReadOnlyList<string> Redactions { get; init; }

    /// <summary>Makes a test of a session: of the history of the branch to which the session object is bound.</summary>
    /// <param name="session">The session. Its log holds each model call, so nothing has to be recorded beforehand.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The test. It ends before the first turn that a test cannot repeat, such as one that failed or one with an attachment; <see cref="Notes"/> says which and why.</returns>
    /// <exception cref="SessionTestException">There is no turn that a test can repeat, or there are more than 500.</exception>
    /// <exception cref="ArgumentException">An option has a value that cannot be used.</exception>
    public static async Task<SessionTest> CreateAsync(Session session, SessionTestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        options ??= new SessionTestOptions();
        options.Validate();
        var count = new SecretCount();
        var secrets = new SecretScrubber(options.Secrets, options.SecretPatterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2))), Environment.GetEnvironmentVariables()) { Count = count };
        var log = new SessionLogReading(session, options, secrets);
        await log.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (log.Steps.Count == 0)
            throw SessionTestException.Of(session, log);
        if (log.Steps[^1].Turn < options.FirstTurn)
            throw SessionTestException.TooShort(session, options.FirstTurn, log);

        List<string> notes = [.. log.Notes];
        if (log.Problem is { } problem)
            notes.Add($"The test ends before turn {log.Turn} of the session, which {problem}.");
        var name = secrets.Scrub(options.Name ?? TestNames.Conversation(log.Steps[0].Text ?? ""));
        var className = TestNames.Class(name);
        var calls = log.Exchanges.Calls;
        var file = new CassetteFile { Conversation = name };
        file.Models.AddRange(log.Exchanges.Models);
        file.Volatile.AddRange(options.Volatile.Select(field => field.ToString()));
        file.Tracks.Add(new RecordedTrack(1, "") { Calls = calls });
        return new SessionTest
        {
            Name = name,
            ClassName = className,
            Source = TestSource.Write(name, className, log, notes, options),
            Cassette = CassetteWriter.Write(file),
            Notes = notes,
            TurnCount = log.Steps.Count,
            ModelCallCount = calls.OfType<RecordedModelCall>().Count(),
            ToolCallCount = calls.OfType<RecordedToolCall>().Count(),
            Redactions = count.Describe(),
        };
    }

    /// <summary>Returns the paths of the files that <see cref="Write"/> writes: the test class, and its cassette.</summary>
    /// <param name="folder">The folder of the test class.</param>
    public IReadOnlyList<string> GetFiles(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var source = Path.Combine(Path.GetFullPath(folder), $"{ClassName}.cs");
        return [source, CassettePath.Of(null, Name, null, source, mustExist: false)];
    }

    /// <summary>Writes the test class and its cassette.</summary>
    /// <param name="folder">The folder of the test class, which is created when it does not exist. The cassette is in its folder <c>Cassettes</c>.</param>
    /// <param name="overwrites">Whether files that exist are replaced.</param>
    /// <returns>The paths of the files that were written.</returns>
    /// <exception cref="IOException">A file exists already, or cannot be written.</exception>
    public IReadOnlyList<string> Write(string folder, bool overwrites = false)
    {
        var files = GetFiles(folder);
        if (!overwrites && files.FirstOrDefault(Path.Exists) is { } there)
            throw new IOException($"The file {there} exists already. Remove it, give the conversation another name, or overwrite it.");

        // The class last: without its cassette it would call models.
        foreach (var (path, text) in files.Zip([Source, Cassette]).Reverse())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return files;
    }
}
