using System.Globalization;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>The folder of a run that has not ended: a file for the run, and one for each conversation that has ended. They are all that is left of a run that is killed.</summary>
/// <param name="folder">The path of the folder, whose name is the id of the run.</param>
internal sealed class UnfinishedRun(string folder)
{
    private const string HeadFile = "unfinished.json";

    private readonly Lock _lock = new();
    private bool _hasHead;
    private bool _isClosed;

    /// <summary>The id of the run that a file has: the name of the file, or of the folder of an unfinished run.</summary>
    public static string IdOf(string file) => Path.GetFileName(file) == HeadFile ? Path.GetFileName(Path.GetDirectoryName(file)!) : Path.GetFileNameWithoutExtension(file);

    public static bool IsHead(string file) => Path.GetFileName(file) == HeadFile;

    public static string HeadOf(string folder) => Path.Combine(folder, HeadFile);

    /// <summary>Writes a conversation that has ended, again when more is known of it.</summary>
    public void Write(int number, ConversationRecord conversation, Func<RunRecord> head)
    {
        lock (_lock)
        {
            if (_isClosed)
                return;

            try
            {
                if (!_hasHead)
                    WholeFile.Write(HeadOf(folder), JsonSerializer.SerializeToUtf8Bytes(head(), RunJson.Readable.RunRecord));
                _hasHead = true;
                WholeFile.Write(Path.Combine(folder, $"{number.ToString("00000", CultureInfo.InvariantCulture)}.json"), JsonSerializer.SerializeToUtf8Bytes(conversation, RunJson.Readable.ConversationRecord));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // No test fails by it. The end of the run writes to the same folder, and says what is wrong.
            }
        }
    }

    /// <summary>Removes the folder, once the run is written as a whole.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            try
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A program has one of the files open. The file of the whole run counts, wherever there is one.
            }
        }
    }

    /// <summary>What had ended of the run.</summary>
    public static async Task<RunRecord> ReadAsync(string headFile, RunRecord head, CancellationToken cancellationToken)
    {
        List<ConversationRecord> conversations = [];
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(headFile))!, "*.json").Where(file => !IsHead(file)).Order(StringComparer.Ordinal))
        {
            try
            {
                await using var stream = File.OpenRead(file);
                conversations.Add(await JsonSerializer.DeserializeAsync(stream, RunJsonContext.Default.ConversationRecord, cancellationToken).ConfigureAwait(false) ?? throw new JsonException("It contains null."));
            }
            catch (JsonException error)
            {
                throw new RunUnreadableException(file, $"The file '{Path.GetFileName(file)}' of the run '{head.Id}', which did not end, is no conversation, or is not whole: {error.Message} Delete it, or run the tests again.", error);
            }
        }

        return RunRecords.Of(head, conversations) with { Duration = conversations.Select(one => one.Started + one.Totals.Duration - head.Started).Append(TimeSpan.Zero).Max() };
    }
}
