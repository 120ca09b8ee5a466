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

    /// <summary>Makes a test of a session: of the history of the branch to which the session object is bound.</summary>
    /// <param name="session">The session. Its log holds each model call, so nothing has to be recorded beforehand.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidOperationException">The branch has no turn in which a user said something.</exception>
    public static async Task<SessionTest> CreateAsync(Session session, SessionTestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        options ??= new SessionTestOptions();
        var secrets = new SecretScrubber(options.Secrets, options.SecretPatterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2))), Environment.GetEnvironmentVariables());
        var log = new SessionLogReading(session, options, secrets);
        await log.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (log.Steps.Count == 0)
            throw new InvalidOperationException($"The session {session.Key} has no turn on the branch '{session.Branch}' in which a user said something, so there is nothing to test.");

        var name = secrets.Scrub(options.Name ?? TestNames.Conversation(log.Steps[0].Text ?? ""));
        var className = TestNames.Class(name);
        var file = new CassetteFile { Conversation = name };
        file.Models.AddRange(log.Models);
        file.Volatile.AddRange(options.Volatile.Select(field => field.ToString()));
        file.Tracks.Add(new RecordedTrack(1, "") { Calls = log.Calls });
        return new SessionTest
        {
            Name = name,
            ClassName = className,
            Source = TestSource.Write(name, className, log.Steps, log.Notes, options),
            Cassette = CassetteWriter.Write(file),
            Notes = log.Notes,
        };
    }

    /// <summary>Writes the test class and its cassette.</summary>
    /// <param name="folder">The folder of the test class, which is created when it does not exist. The cassette is in its folder <c>Cassettes</c>.</param>
    /// <param name="overwrites">Whether files that exist are replaced.</param>
    /// <returns>The paths of the files that were written.</returns>
    /// <exception cref="IOException">A file exists already.</exception>
    public IReadOnlyList<string> Write(string folder, bool overwrites = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var source = Path.Combine(Path.GetFullPath(folder), $"{ClassName}.cs");
        var cassette = CassettePath.Of(null, Name, null, source, mustExist: false);
        foreach (var path in (string[])[source, cassette])
        {
            if (!overwrites && File.Exists(path))
                throw new IOException($"The file {path} exists already. Remove it, give the conversation another name, or overwrite it.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(cassette)!);
        File.WriteAllText(source, Source);
        File.WriteAllText(cassette, Cassette);
        return [source, cassette];
    }
}
