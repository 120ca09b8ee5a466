using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace FileStore;

/// <summary>A session's file, opened so that nobody else can: one line for each change, of a checksum and JSON.</summary>
internal sealed class SessionFile(string path, FileMode mode, ConcurrentDictionary<string, Session> known)
    : FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0)
{
    private const int ChecksumSize = 2 * Digest.Size;

    /// <summary>Reads the lines that are new. The file's first checksum tells its session from one that was deleted.</summary>
    /// <returns>What the lines add up to; null when there is no session.</returns>
    public Session? Refresh()
    {
        var id = Encoding.UTF8.GetString(Read(0, ChecksumSize));
        var session = known.TryGetValue(Name, out var read) && read.Id == id ? read : new Session(id);
        var rest = Read(session.End, Length - session.End).AsSpan();
        for (var size = 0; (size = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(size + 1)..])
        {
            if (size < ChecksumSize || !rest[..ChecksumSize].SequenceEqual(Checksum(rest[ChecksumSize..size])))
                throw StoreException.Corrupt(Name, $"the line at byte {session.End}, after position {session.Record?.Tip} of session {session.Record?.Key}, does not match its checksum");

            session.Apply(JsonSerializer.Deserialize(rest[ChecksumSize..size], FrameJson.Default.Frame)!);
            session.End += size + 1;
        }

        return session.End > 0 ? known[Name] = session : null;
    }

    /// <summary>Adds a line with one write, and waits until it is on the disk. Half a line that a crash left is cut off.</summary>
    public Session Append(Frame frame)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(frame, FrameJson.Default.Frame);
        SetLength(Refresh()?.End ?? 0);
        Position = Length;
        Write([.. Checksum(json), .. json, (byte)'\n']);
        Flush(flushToDisk: true);
        return Refresh()!;
    }

    /// <summary>Deletes the session. Its file stays, empty, since others may wait to open it.</summary>
    public bool Clear()
    {
        SetLength(0);
        Flush(flushToDisk: true);
        return known.TryRemove(Name, out _);
    }

    private static byte[] Checksum(ReadOnlySpan<byte> json) => Encoding.UTF8.GetBytes(Digest.Of(json).ToString());

    private byte[] Read(long offset, long size)
    {
        var bytes = new byte[Math.Min(size, Length - offset)];
        Position = offset;
        ReadExactly(bytes);
        return bytes;
    }
}
