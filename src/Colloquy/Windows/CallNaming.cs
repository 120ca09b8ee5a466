using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Ids of tool calls, by which services tell calls apart and find their results.</summary>
internal static class CallNaming
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    // The shortest form that a known service insists on.
    private const int Length = 9;

    /// <summary>Whether an id, which is well-formed, names a call for people and programs: not blank, and without control characters.</summary>
    public static bool IsUsable(string id)
    {
        for (var i = 0; i < id.Length; i++)
        {
            if (char.IsControl(id[i]))
                return false;
        }

        return !string.IsNullOrWhiteSpace(id);
    }

    /// <summary>Whether an id can be sent to a service.</summary>
    public static bool IsSendable(string id) => IsUsable(id) && Ascii.IsValid(id);

    /// <summary>Returns an id for a call whose own cannot be used, or names another call too.</summary>
    /// <param name="id">The call's own id.</param>
    /// <param name="place">What tells the call from others of that id.</param>
    /// <param name="tryTake">Takes an id, if no other call has it.</param>
    public static string Make(string id, string place, Func<string, bool> tryTake)
    {
        for (var round = 1; ; round++)
        {
            var made = Hash($"{place}\n{round}\n{id}");
            if (tryTake(made))
                return made;
        }
    }

    /// <summary>Returns the call under another id and name; the call itself when it has them.</summary>
    public static FunctionCallContent Rename(FunctionCallContent call, string id, string name) => id == call.CallId && name == call.Name
        ? call
        : new FunctionCallContent(id, name, call.Arguments)
        {
            Exception = call.Exception,
            InformationalOnly = call.InformationalOnly,
            Annotations = call.Annotations,
            AdditionalProperties = call.AdditionalProperties,
        };

    /// <summary>Returns the result under another id; the result itself when it has it.</summary>
    public static FunctionResultContent Rename(FunctionResultContent result, string id) => id == result.CallId
        ? result
        : new FunctionResultContent(id, result.Result)
        {
            Exception = result.Exception,
            Annotations = result.Annotations,
            AdditionalProperties = result.AdditionalProperties,
        };

    private static string Hash(string text)
    {
        var hash = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return string.Create(Length, hash, static (id, rest) =>
        {
            for (var i = 0; i < id.Length; i++, rest /= (ulong)Digits.Length)
                id[i] = Digits[(int)(rest % (ulong)Digits.Length)];
        });
    }
}
