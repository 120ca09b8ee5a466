using System.Runtime.InteropServices;
using System.Text;

namespace Colloquy.Cli;

/// <summary>The streams that the process was started with. One that was closed is none, and whatever has its number by now is left alone.</summary>
internal static partial class StandardStreams
{
    private const int In = 0;
    private const int Out = 1;
    private const int Err = 2;
    private const int GetFlags = 1;
    private const int GetMode = 3;
    private const int CloseOnExec = 1;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int Modes = 3;
    private const short Error = 8;
    private const short HungUp = 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static bool HasInput => IsOpen(In, WriteOnly);

    public static bool HasOutput => IsOpen(Out, ReadOnly);

    public static bool HasError => IsOpen(Err, ReadOnly);

    /// <summary>Opens standard input as bytes; an empty stream when it is closed.</summary>
    public static Stream OpenInput() => HasInput ? System.Console.OpenStandardInput() : Stream.Null;

    /// <summary>Opens what comes from a pipe or a file as text: UTF-8, or what its byte order mark says.</summary>
    public static TextReader OpenPipedInput() => HasInput ? new StreamReader(OpenInput(), Utf8, detectEncodingFromByteOrderMarks: true) : TextReader.Null;

    /// <summary>Opens standard output for what goes to a pipe or a file.</summary>
    public static TextWriter OpenPipedOutput() =>
        OperatingSystem.IsWindows() ? System.Console.Out : new StreamWriter(HasOutput ? new PipeStream(Out) : new PipeStream(-1), Utf8) { AutoFlush = true };

    /// <summary>Whether the program that read standard output is gone, as <c>head</c> is once it has its lines.</summary>
    public static bool IsOutputGone()
    {
        if (OperatingSystem.IsWindows())
            return false;

        var polled = new Polled { File = Out };
        return Poll(ref polled, 1, 0) > 0 && (polled.Happened & (Error | HungUp)) != 0;
    }

    // What a process is started with outlives the exec that started it, so it does not close on exec; whatever the runtime has opened since does.
    // A script that starts the program may leave a file of its own under the number, which cannot be used as the stream is.
    private static bool IsOpen(int file, int wrongMode)
    {
        if (OperatingSystem.IsWindows())
            return true;

        var flags = FileControl(file, GetFlags);
        return flags >= 0 && (flags & CloseOnExec) == 0 && (FileControl(file, GetMode) & Modes) != wrongMode;
    }

    /// <summary>Writes to a file by its number, and tells when nobody reads it; the runtime's own stream passes over that in silence.</summary>
    private sealed class PipeStream(int file) : Stream
    {
        private const int Interrupted = 4;
        private const int BadFile = 9;
        private const int BrokenPipe = 32;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (buffer.Length > 0)
            {
                var written = WriteFile(file, ref MemoryMarshal.GetReference(buffer), buffer.Length);
                if (written >= 0)
                    buffer = buffer[(int)written..];
                else
                    Fail(Marshal.GetLastPInvokeError());
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Fail(int error)
        {
            switch (error)
            {
                case Interrupted:
                    return;
                case BrokenPipe:
                    throw new OutputClosedException();
                case BadFile:
                    throw new IOException("Standard output is closed, and there is nowhere to print to.");
                case var again when again == (OperatingSystem.IsMacOS() ? 35 : 11):
                    // Another program has made the pipe one that does not wait.
                    var polled = new Polled { File = file, Wanted = 4 };
                    _ = Poll(ref polled, 1, -1);
                    return;
                default:
                    throw new IOException($"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int File;
        public short Wanted;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int file, int command);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Polled polled, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteFile(int file, ref byte buffer, nint count);
}
