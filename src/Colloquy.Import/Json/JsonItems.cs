using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Colloquy.Import;

/// <summary>Reads a JSON file of any length, value by value: the elements of the array that it is, or values that follow each other. No more is in memory than the largest value.</summary>
internal sealed class JsonItems(string path)
{
    private const int FirstSize = 64 * 1024;

    /// <summary>How many levels are read. What is nested more deeply than can be stored is kept as text.</summary>
    private const int MaxDepth = 512;

    private static readonly JsonDocumentOptions ValueOptions = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _isLast;
    private long _line;
    private long _root;
    private long _element;
    private bool _isInArray;
    private JsonReaderState _state;

    /// <summary>The greatest size of one value, in bytes.</summary>
    public int MaxItemBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>How many bytes were read, and how many there are.</summary>
    public ImportProgress Progress { get; private set; }

    public async IAsyncEnumerable<JsonItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = Open();
        Progress = new ImportProgress(0, file.Length);
        (_buffer, _start, _end, _isLast) = (new byte[FirstSize], 0, 0, false);
        (_line, _root, _element, _isInArray) = (0, -1, -1, false);
        _state = new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = MaxDepth });
        await FillAsync(file, cancellationToken).ConfigureAwait(false);
        SkipMark();
        while (true)
        {
            switch (Next(out var item))
            {
                case Found.Item:
                    yield return item;
                    break;
                case Found.End when _root < 0:
                    throw Wrong(ImportFailure.Malformed, null, "is empty");
                case Found.End:
                    yield break;
                default:
                    await FillAsync(file, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    public FileStream Open()
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportException(ImportFailure.NotOpened, path, null, $"cannot be opened ({e.Message.TrimEnd('.')})", e);
        }
    }

    private enum Found
    {
        More,
        Item,
        End,
    }

    /// <summary>Reads on in the buffer: to the end of the next value, or to where more bytes are needed.</summary>
    private Found Next(out JsonItem item)
    {
        item = default;
        while (true)
        {
            var data = _buffer.AsSpan(_start, _end - _start);
            var reader = new Utf8JsonReader(data, _isLast, _state);
            try
            {
                if (!reader.Read())
                    return _isLast ? Found.End : Found.More;

                var begin = (int)reader.TokenStartIndex;
                if (!_isInArray && reader.TokenType == JsonTokenType.StartArray)
                {
                    (_isInArray, _element) = (true, -1);
                    _root++;
                    Consume(ref reader);
                    continue;
                }

                if (_isInArray && reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0)
                {
                    _isInArray = false;
                    Consume(ref reader);
                    continue;
                }

                if (!reader.TrySkip())
                    return Found.More;

                var line = _line + data[..begin].Count((byte)'\n') + 1;
                if (_isInArray)
                    _element++;
                else
                    _root++;
                item = Parse(data[begin..(int)reader.BytesConsumed], line);
                Consume(ref reader);
                return Found.Item;
            }
            catch (JsonException e)
            {
                throw Fault(e);
            }
        }
    }

    private JsonItem Parse(ReadOnlySpan<byte> bytes, long line)
    {
        if (!Utf8.IsValid(bytes))
            throw Wrong(ImportFailure.Malformed, line + bytes[..IndexOfInvalid(bytes)].Count((byte)'\n'), "holds bytes that are not UTF-8");

        JsonElement value;
        try
        {
            value = JsonElement.Parse(bytes, ValueOptions);
        }
        catch (JsonException e)
        {
            throw Wrong(ImportFailure.Malformed, line + (e.LineNumber ?? 0), $"is not well-formed JSON ({Clean(e)})", e);
        }

        var changes = StoredOtherwise.No;
        value = StorableJson.Of(value, ref changes);
        var item = new JsonItem(value, line, _root, _isInArray ? _element : -1, []);
        return changes == StoredOtherwise.No
            ? item
            : item with { Notes = [new ImportNote(ImportNoteKind.Changed, item.Place, "holds lone surrogates, which are replaced by U+FFFD")] };
    }

    private void Consume(ref Utf8JsonReader reader)
    {
        var count = (int)reader.BytesConsumed;
        _line += _buffer.AsSpan(_start, count).Count((byte)'\n');
        _start += count;
        _state = reader.CurrentState;
    }

    /// <summary>Makes room behind the bytes that are not read yet, and reads more.</summary>
    private async ValueTask FillAsync(FileStream file, CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxItemBytes)
                throw Wrong(ImportFailure.TooLarge, _line + 1, $"begins a value of more than {MaxItemBytes} bytes");
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxItemBytes));
        }

        var read = await file.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _isLast = read == 0;
        Progress = new ImportProgress(file.Position, Math.Max(file.Length, file.Position));
    }

    /// <summary>Passes over the mark of UTF-8 at the beginning, and refuses the marks of other encodings.</summary>
    private void SkipMark()
    {
        var data = _buffer.AsSpan(_start, _end - _start);
        if (data.StartsWith("\uFEFF"u8))
            _start += 3;
        else if (data is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw Wrong(ImportFailure.Malformed, null, "is in UTF-16. Convert it to UTF-8 first");
    }

    /// <summary>Tells a file that ends too early from one that is malformed: more bytes would help the first.</summary>
    private ImportException Fault(JsonException e)
    {
        var line = (e.LineNumber ?? 0) + 1;
        if (!_isLast)
            return Wrong(ImportFailure.Malformed, line, $"is not well-formed JSON ({Clean(e)})", e);

        try
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), isFinalBlock: false, _state);
            while (reader.Read())
            {
            }

            return Wrong(ImportFailure.Truncated, line, "ends in the middle of a value, and the file with it", e);
        }
        catch (JsonException)
        {
            return Wrong(ImportFailure.Malformed, line, $"is not well-formed JSON ({Clean(e)})", e);
        }
    }

    private static string Clean(JsonException e) => e.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0].TrimEnd('.');

    private static int IndexOfInvalid(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (System.Text.Rune.DecodeFromUtf8(bytes[at..], out _, out var length) != System.Buffers.OperationStatus.Done)
                return at;
            at += length;
        }

        return bytes.Length;
    }

    private ImportException Wrong(ImportFailure failure, long? line, string problem, Exception? inner = null) =>
        new(failure, path, line is { } number ? $"line {number}" : null, problem, inner);
}
