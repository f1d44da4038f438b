using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SyncOps.Api;

/// <summary>Options whose ranges are checked when the host starts.</summary>
public static class CheckedOptions
{
    /// <summary>
    /// Adds options that a section of the configuration sets. A start with a value outside its <see cref="RangeAttribute"/> throws
    /// <see cref="OptionsValidationException"/>, which names each such option, its value, its range and the remedy.
    /// </summary>
    public static IServiceCollection AddCheckedOptions<T>(this IServiceCollection services, string section) where T : class
    {
        services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<T>>(new Ranges<T>(section));
    }

    private sealed class Ranges<T>(string section) : IValidateOptions<T> where T : class
    {
        private const string WayOut = "Set it so in the configuration, or leave it out for its default.";

        public ValidateOptionsResult Validate(string? name, T options)
        {
            var faults = new List<string>();
            foreach (var option in typeof(T).GetProperties())
            {
                var (range, value) = (option.GetCustomAttribute<RangeAttribute>(), option.GetValue(options));
                if (range is null || range.IsValid(value)) continue;
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{section}:{option.Name} is {value}; it must be from {range.Minimum} to {range.Maximum}. {WayOut}"));
            }
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
