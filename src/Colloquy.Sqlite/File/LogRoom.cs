using Microsoft.Win32.SafeHandles;

namespace Colloquy.Sqlite;

/// <summary>Extends the write-ahead log by zeros before its frames come to its end.</summary>
/// <remarks>
/// <para>A commit that makes its file longer waits for the file system's journal too, and takes nearly twice as long as one
/// that overwrites what is there. SQLite begins the log anew after a checkpoint, but deletes it when the store is closed, so
/// without this a store that makes some hundreds of commits would never overwrite anything.</para>
/// <para>Zeros are no frames: a frame names its page, and no page is 0 (sqlite.org/fileformat2.html#walformat). So a log ends
/// for every reader where its frames end, also after a crash. They are written only at the end of the file, by the holder of
/// the write lock. No other connection makes the file longer then, and SQLite does not delete it while the store is open.</para>
/// <para>The log is made twice as long when a commit has made it longer, until it has room for all that comes before a
/// checkpoint. A store with few commits writes no zeros.</para>
/// </remarks>
/// <param name="checkpointPages">The number of pages after which the log is copied into the file.</param>
/// <param name="opened">The number of pages that opening wrote: a new file's tables do not mean that many commits follow.</param>
internal sealed class LogRoom(int checkpointPages, long opened)
{
    private const int FrameHeader = 24;

    /// <summary>The file is looked at again after so many pages.</summary>
    private const int Stride = 8;

    private static readonly byte[] Zeros = new byte[64 * 1024];

    private long _opened = opened;
    private long _looked = opened;
    private long? _length;
    private bool _isDone;

    /// <summary>Extends the log if little of it is left. To be called with the write lock, before the end of a transaction.</summary>
    /// <param name="connection">The connection that holds the lock.</param>
    /// <param name="pages">The number of pages that this store wrote since it last copied the log into the file.</param>
    public void Ensure(Connection connection, long pages)
    {
        if (_isDone || (pages >= _looked && pages - _looked < Stride))
            return;

        // Without the lock, another writer's frames could come to stand where the zeros are written.
        if (!connection.InTransaction)
            throw new InvalidOperationException("The log is extended only with the write lock.");

        if (pages < _looked)
            _opened = 0;
        _looked = pages;
        try
        {
            Look(connection.LogPath, pages - _opened, connection.ReadNumber("PRAGMA page_size") + FrameHeader);
        }
        catch (Exception error) when (IsRefused(error))
        {
            // It is only for speed. What the disk or the system refuses here, SQLite meets by itself and reports.
            _isDone = true;
        }
    }

    private void Look(string path, long pages, long frame)
    {
        var most = frame * (checkpointPages + (checkpointPages / 4) + 1);
        using var log = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(log);

        // What made it longer since is a commit that found no room, or another store that makes room: not for each of them again.
        var written = pages * frame;
        if (length < most && (written >= length / 2 || (length > _length && written >= length / 8)))
            length = Extend(log, length, Math.Min(2 * Math.Max(length, written), most));
        _isDone = length >= most;
        _length = length;
    }

    private static long Extend(SafeFileHandle log, long length, long wanted)
    {
        try
        {
            for (var end = length; end < wanted;)
            {
                var size = (int)Math.Min(Zeros.Length, wanted - end);
                RandomAccess.Write(log, Zeros.AsSpan(0, size), end);
                end += size;
            }
        }
        catch (Exception error) when (IsRefused(error))
        {
            // A disk that is full is left as it was.
            RandomAccess.SetLength(log, length);
            throw;
        }

        return wanted;
    }

    /// <summary>Whether the system refused it. A file that must not become so long is an argument out of its range to .NET.</summary>
    private static bool IsRefused(Exception error) => error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;
}
