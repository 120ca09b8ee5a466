using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Colloquy.Cli.Tests;

/// <summary>A terminal that a program can be started in, with the test at its keyboard and in front of it (Linux).</summary>
internal sealed partial class Pty : IDisposable
{
    private const int ReadWrite = 2;
    private const int NotControlling = 0x100;

    private readonly SafeFileHandle _keyboard;
    private readonly int _held;
    private readonly StringBuilder _seen = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _looked;

    private Pty(int keyboard, string name)
    {
        _keyboard = new SafeFileHandle(keyboard, ownsHandle: true);
        Name = name;
        // While one has it open, the terminal stays, between the programs that use it.
        _held = OpenFile(name, ReadWrite | NotControlling);
        new Thread(Watch) { IsBackground = true }.Start();
    }

    /// <summary>The file that programs open.</summary>
    public string Name { get; }

    /// <summary>All that was shown.</summary>
    public string Seen
    {
        get
        {
            lock (_seen)
                return _seen.ToString();
        }
    }

    public static Pty Open()
    {
        var keyboard = OpenTerminal(ReadWrite | NotControlling);
        var name = new byte[128];
        return keyboard >= 0 && Grant(keyboard) == 0 && Unlock(keyboard) == 0 && NameOf(keyboard, name, name.Length) == 0
            ? new Pty(keyboard, Encoding.UTF8.GetString(name.AsSpan(0, Array.IndexOf(name, (byte)0))))
            : throw new InvalidOperationException("This system gives out no terminals.");
    }

    public void Type(string keys)
    {
        var bytes = Encoding.UTF8.GetBytes(keys);
        _ = Write((int)_keyboard.DangerousGetHandle(), bytes, bytes.Length);
    }

    /// <summary>Waits until a text is shown, behind what was waited for before.</summary>
    public async Task SeeAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            Task changed;
            lock (_seen)
            {
                if (_seen.ToString().IndexOf(text, _looked, StringComparison.Ordinal) is >= 0 and var at)
                {
                    _looked = at + text.Length;
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"'{text}' was not shown. Shown was: {Seen}");
            }
        }
    }

    public void Dispose()
    {
        _ = Close(_held);
        _keyboard.Dispose();
    }

    private void Watch()
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var (bytes, characters) = (new byte[4096], new char[4096]);
        while (Read((int)_keyboard.DangerousGetHandle(), bytes, bytes.Length) is > 0 and var count)
        {
            lock (_seen)
            {
                _seen.Append(characters, 0, decoder.GetChars(bytes, 0, (int)count, characters, 0));
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial int OpenTerminal(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(int file);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(int file);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int NameOf(int file, [Out] byte[] name, nint length);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, [Out] byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, byte[] buffer, nint count);
}
